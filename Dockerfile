# syntax=docker/dockerfile:1
# Two images from one file; docs/containers.md says how to run them, and what they are worth.
#   docker build --target desk -t torchgrade-desk .
#   docker build --target batch -t torchgrade-batch .
# Neither holds solutions: a grading side is mounted where a class is graded.

FROM python:3.13-slim AS install
# PyTorch without CUDA: a tenth of the size. Empty for PyPI's build, which has it.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_EXTRA_INDEX_URL=$TORCH_INDEX \
    PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/torchgrade
ENV PATH=/opt/torchgrade/bin:$PATH
WORKDIR /source
# By itself, so that this large layer is made anew only where the pinned versions change.
COPY constraints.txt ./
RUN pip install -c constraints.txt torch numpy
COPY pyproject.toml README.md LICENSE ./
COPY grader grader
COPY exercises exercises
RUN pip install -c constraints.txt .

FROM install AS install-batch
RUN pip install -c constraints.txt ".[batch]"

# A student's desk: the exercises, the grader, and an account without rights.
FROM python:3.13-slim AS desk
COPY --from=install /opt/torchgrade /opt/torchgrade
ENV PATH=/opt/torchgrade/bin:$PATH \
    LANG=C.UTF-8
RUN useradd --uid 1000 --create-home --shell /bin/bash student \
    && install -d -o student -g student /work
USER 1000
WORKDIR /work
CMD ["bash"]

# The batch grader. It stays root in its container on purpose: student code then runs as the account
# nobody, which can neither signal the grader nor touch the results, also on older kernels.
FROM python:3.13-slim AS batch
COPY --from=install-batch /opt/torchgrade /opt/torchgrade
ENV PATH=/opt/torchgrade/bin:$PATH \
    LANG=C.UTF-8
WORKDIR /work
ENTRYPOINT ["grader"]
CMD ["--help"]
