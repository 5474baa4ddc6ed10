from grader.checks import check, expect


@check(points=2)
def counts_the_network_of_the_book(student):
    """A network with 2 inputs and 2 outputs has 752 parameters."""
    model = student.NeuralNetwork(2, 2)
    expect.equal(student.count_parameters(model), 752)
