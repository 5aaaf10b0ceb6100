"""Cycles in what depends on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def find_cycles(edges: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Cycles without a common node: at least one when there is any, each in the order of dependence from its least node."""
    graph = {node: sorted(set(targets)) for node, targets in sorted(edges.items())}
    cycles: list[tuple[str, ...]] = []
    for _ in range(len(graph)):  # each cycle takes at least one node away
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            # graphlib lists each node before the one that depends on it, the first again at the end
            cycle: list[str] = error.args[1][:0:-1]
            least = cycle.index(min(cycle))
            cycles.append(tuple(cycle[least:] + cycle[:least]))
            graph = {node: targets for node, targets in graph.items() if node not in cycle}
        else:
            break
    return tuple(cycles)
