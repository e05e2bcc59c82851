"""The 6,930-fold accounting, and what the training runs say about its longest lever."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.findings.training_and_inference import bridge, refits
from analysis.methods import loss_laws
from analysis.methods.loss_laws import LossLaw, Points
from analysis.published import origin, training_runs
from analysis.sources.vintages import origin as importer


@pytest.fixture(scope="module")
def data() -> tables.Dataset:
    return tables.vintage("origin")


def test_the_accounting_gives_the_published_total(data: tables.Dataset) -> None:
    parts = origin.accounting(data)
    assert round(parts.total, -1) == 6930  # printed to three digits
    assert parts.compute == pytest.approx(1.34e22, rel=0.005)  # likewise
    product = np.prod([parts.lstm_to_transformer, parts.rebalancing, *parts.innovations.values()])
    assert product == pytest.approx(parts.total)


def test_most_of_the_gain_depends_on_scale(data: tables.Dataset) -> None:
    """ "with the scale-dependent LSTM-to-Transformer transition accounting for the majority" """
    parts = origin.accounting(data)
    assert np.log(parts.lstm_to_transformer) / np.log(parts.total) > 0.5
    assert parts.scale_invariant < 10  # "less than 10x", ablations and literature together


def test_corrected_multipliers_multiply_to_the_joint_effect(data: tables.Dataset) -> None:
    known = origin.parameters(data)
    corrected = origin.innovations(known)
    six = np.log([1.44 / 1.26, 1.26, 1.87, 1.09, 1.04, 1.17])
    swiglu = 1.17 ** (np.log(1.33) / six.sum())
    ablated = np.prod([v for name, v in corrected.items() if name != "mixture-of-experts"])
    assert ablated * swiglu == pytest.approx(1.33)


def test_gain_is_the_old_compute_over_the_new_by_hand() -> None:
    old, new = LossLaw(10.0, -0.5), LossLaw(10.0, -1.0)
    # at 100 FLOP the new one's loss is 0.1; the old one needs (0.1 / 10) ** -2 = 10,000
    assert loss_laws.gain(old, new, 100.0) == pytest.approx(100.0)
    assert loss_laws.gain(old, old, 100.0) == pytest.approx(1.0)


def planted(law: LossLaw, widths: int = 6, noise: float = 0.0) -> Points:
    """One sweep: run w is best at its own compute and 20 % worse at twice and at half of it."""
    random = np.random.default_rng(1)
    best = np.geomspace(1e16, 1e17, widths)
    compute = np.concatenate([best / 2, best, best * 2])
    above = np.concatenate([np.full(widths, 1.2), np.ones(widths), np.full(widths, 1.2)])
    reducible = np.array([law.loss(c) for c in compute]) * above
    loss = 1.9 + reducible * np.exp(noise * random.normal(size=len(compute)))
    order = np.argsort(compute)
    return Points(compute[order], loss[order], np.tile(np.arange(widths), 3)[order])


def test_the_envelope_of_a_planted_sweep_returns_its_law() -> None:
    law = LossLaw(80.0, -0.09)
    points = planted(law)
    edge = loss_laws.chosen(points, "envelope")
    on_law = np.isclose(edge.loss - 1.9, [law.loss(c) for c in edge.compute])
    fitted = loss_laws.law(edge.where(on_law), 1.9)
    assert fitted.coefficient == pytest.approx(80.0, rel=1e-9)
    assert fitted.exponent == pytest.approx(-0.09, rel=1e-9)


def test_the_envelope_agrees_with_its_definition() -> None:
    points = planted(LossLaw(80.0, -0.09), noise=0.2)
    rows = list(zip(points.compute, points.loss, strict=True))
    kept = [r for r in rows if not any(c <= r[0] and x <= r[1] and (c, x) != r for c, x in rows)]
    edge = loss_laws.chosen(points, "envelope")
    assert list(zip(edge.compute, edge.loss, strict=True)) == kept


def test_final_keeps_one_point_a_run_at_its_largest_compute() -> None:
    points = planted(LossLaw(80.0, -0.09))
    final = loss_laws.chosen(points, "final")
    largest = [points.compute[points.run == run].max() for run in range(6)]
    assert dict(zip(final.run.tolist(), final.compute, strict=True)) == dict(enumerate(largest))


@pytest.mark.parametrize(("least", "counts"), [(0.999e15, 0), (1e15, 1)])
def test_fits_start_at_the_least_compute(least: float, counts: int) -> None:
    points = Points(np.array([least]), np.array([5.0]), np.array([0]))
    assert len(loss_laws.chosen(points, "envelope").run) == counts


def test_law_and_covariance_agree_with_the_textbook() -> None:
    """statsmodels' covariance against s^2 (X'X)^-1, one point a run."""
    points = loss_laws.chosen(planted(LossLaw(80.0, -0.09), noise=0.1), "final")
    x, y = np.log(points.compute), np.log(points.loss - 1.9)
    design = np.column_stack([np.ones(len(x)), x])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    residual = y - design @ beta
    expected = residual @ residual / (len(x) - 2) * inverse
    law = loss_laws.law(points, 1.9)
    # 1e-6: the textbook inverse loses digits where log compute hardly varies beside its mean
    assert [np.log(law.coefficient), law.exponent] == pytest.approx(beta.tolist(), rel=1e-6)
    assert loss_laws.covariance(points, 1.9) == pytest.approx(expected, rel=1e-6)


def test_the_slopes_of_the_delta_method_are_those_of_small_steps() -> None:
    old, new = LossLaw(36.3, -0.065), LossLaw(81.7, -0.091)
    step = 1e-6
    ours = refits.log_gain_slopes(old, new, 1.34e22)

    def log_gain(moved: list[float]) -> float:
        laws = (
            LossLaw(36.3 * np.exp(moved[0]), -0.065 + moved[1]),
            LossLaw(81.7 * np.exp(moved[2]), -0.091 + moved[3]),
        )
        return float(np.log(loss_laws.gain(*laws, 1.34e22)))

    for at in range(4):
        up, down = [0.0] * 4, [0.0] * 4
        up[at], down[at] = step, -step
        slope = (log_gain(up) - log_gain(down)) / (2 * step)
        assert ours[at] == pytest.approx(slope, rel=1e-4)  # central differences, error ~ step^2


@pytest.mark.slow
def test_the_learning_rate_rule_decides_how_large_the_gain_is(data: tables.Dataset) -> None:
    """The headline of the refit: tuned rates give a gain a hundredfold below trend rates."""
    found = refits.gains(data)
    tuned = max(g.value for c, g in found.items() if c.rule == "tuned")
    trend = min(g.value for c, g in found.items() if c.rule == "trend")
    assert tuned < 100 < 1000 < trend


def test_resampling_is_the_same_from_run_to_run(data: tables.Dataset) -> None:
    choice = refits.Choice(points="final")
    once, again = (refits.refit(data, choice, 1.34e22).bootstrap for _ in range(2))
    assert once == again
    assert once[0] < refits.refit(data, choice, 1.34e22).value < once[1]


def test_the_ribbon_narrows_where_the_runs_are(data: tables.Dataset) -> None:
    curve = refits.gain_curve(data, refits.Choice("trend"), np.array([1e17, 1.34e22]))
    width = np.log(curve["high"] / curve["low"])
    assert width[0] < width[1] / 2


@pytest.mark.slow
def test_the_bridge_puts_both_sides_in_factors_a_year(data: tables.Dataset) -> None:
    rows = bridge.comparison(data).set_index("name")
    assert set(rows["side"]) == {"training", "inference"}
    assert rows.loc["origin", "factor"] == pytest.approx(6926.35 ** (1 / 11), rel=1e-4)
    refit = rows.loc["refit.tuned.lstm-1-layer.final.reducible"]
    assert refit["low"] < refit["factor"] < refit["high"]


def write_run(path: Path, rows: list[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{compute},{loss}" for compute, loss in rows]
    path.write_text("\n".join(["total_flops_profiler,validation_loss", *lines]) + "\n")


def test_the_importer_keeps_what_an_envelope_or_a_final_loss_can_need(tmp_path: Path) -> None:
    for folder in importer.FOLDERS.values():
        write_run(tmp_path / importer.EXPERIMENTS / folder / "64d.csv", [("1e15", "6.0")])
    first = tmp_path / importer.EXPERIMENTS / "x1_lstm_layer1" / "64d.csv"
    write_run(first, [("1e15", "6.0"), ("2e15", "6.5"), ("3e15", "5.0"), ("4e15", "5.2"), ("5e15", "nan")])  # fmt: skip
    facts = importer.read(tmp_path)
    rows = facts.tables["training_runs"]
    lstm = rows[(rows["architecture"] == "lstm-1-layer") & (rows["learning_rate"] == "tuned")]
    assert lstm["compute_flop"].tolist() == [1e15, 3e15, 4e15]
    assert lstm["dimension"].tolist() == [64, 64, 64]
    assert facts.rejects["reason"].tolist() == [
        "no loss: the run had diverged",
        "an earlier checkpoint of the run was as good",
    ]
    assert facts.read == len(rows) + facts.rejects["value"].sum()


def test_a_missing_sweep_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="x1_lstm_layer1: no run in it"):
        importer.read(tmp_path)


def test_a_law_that_ignores_the_irreducible_loss_is_another_law(data: tables.Dataset) -> None:
    edge = loss_laws.chosen(
        training_runs.checkpoints(data, "transformer-historical", "tuned"), "envelope"
    )
    whole, reducible = (loss_laws.law(edge, taken_off) for taken_off in (0.0, 1.9))
    assert whole.exponent > reducible.exponent + 0.02


def test_no_choice_is_listed_twice() -> None:
    assert len(set(refits.CHOICES)) == len(refits.CHOICES) == 16
    assert dataclasses.astuple(refits.CHOICES[0]) == (
        "tuned", "lstm-2-layer", "envelope", "reducible",
    )  # fmt: skip
