"""The name of a request's branch says everything about it, and nothing else is taken for one."""

import pytest

from aidlc.domain.errors import InputError
from aidlc.domain.phases import Phase
from aidlc.usecases.request import Request


@pytest.mark.parametrize(
    "request_",
    [
        Request(Phase.INCEPTION, "shop"),
        Request(Phase.CONSTRUCTION, "shop", ("cart", "check-in")),
        Request(Phase.OPERATION, "shop", release="first"),
    ],
)
def test_branch_names_its_request(request_: Request) -> None:
    assert Request.of_branch(request_.branch) == request_


@pytest.mark.parametrize(
    "branch",
    [
        "main",
        "aidlc/inception",
        "aidlc/inception/Shop",
        "aidlc/inception/shop/more",
        "aidlc/construction/shop",
        "aidlc/construction/shop/cart,cart",
        "aidlc/maintenance/shop",
        "aidlc/inception/$(id)",
        "aidlc/inception/../main",
        "refs/heads/aidlc/inception/shop",
        "aidlc/inception/shop\n::error::x",
        "--help",
        "",
    ],
)
def test_other_names_are_refused_on_one_line(branch: str) -> None:
    with pytest.raises(InputError, match="is no branch of request_approval's") as refused:
        Request.of_branch(branch)
    assert "\n" not in str(refused.value)
