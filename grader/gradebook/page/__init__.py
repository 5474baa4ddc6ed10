"""The instructor's page: a whole class, and everybody's report, in one file that needs no network.

facts.py     what the gradebook says, read once
findings.py  what the class shows as a whole
similar.py   near-identical submissions
charts.py    histograms as SVG
tables.py    the rows of the tables
embedded.py  the reports, as JSON that the page's script builds from
page.py      all of it, filled into `templates/class.html.j2`
"""
