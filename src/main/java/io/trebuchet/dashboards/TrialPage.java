package io.trebuchet.dashboards;

import java.util.List;

/** Everything of one trial. */
final class TrialPage {
  private TrialPage() {}

  static Page page() {
    return new Page(
        "trial",
        "Trial",
        "Everything that is known of one trial, with its certificates.",
        "6h",
        "5s",
        Page.Choice.ONE_TRIAL,
        true,
        List.of(
            steps(
                "Loss",
                "On the training and the test set.",
                Panel.Axis.logarithmic("loss"),
                "loss",
                "test_loss"),
            steps(
                "ηλ_max",
                "Lines at 2, the edge of stability, and 4.",
                Panel.Axis.linear("ηλ_max", 2, 4),
                "eta_lambda"),
            Panel.bySteps(
                "θ²/θ²_0",
                "Squared weight norm relative to that at the start.",
                Panel.Axis.linear("θ²/θ²_0", 1),
                new Query.TrialNorm(),
                8),
            steps(
                "Certificates",
                "safe_margin below 1: certified to converge. doomed_margin above 1: certified not"
                    + " to.",
                new Panel.Axis("margin", true, "short", List.of(1)),
                "safe_margin",
                "doomed_margin"),
            steps("λ_max", "Top eigenvalue of the NTK.", Panel.Axis.linear("λ_max"), "lambda_max"),
            steps("θ²", "Squared weight norm.", Panel.Axis.linear("θ²"), "weight_norm_sq"),
            steps(
                "Sparsity",
                "Share of inactive units in the hidden layers; only for ReLU nets.",
                Panel.Axis.of("sparsity", "percentunit"),
                "sparsity_1",
                "sparsity_2"),
            steps(
                "Test accuracy",
                "Share of test points on the right side of zero; only with a test set.",
                Panel.Axis.of("accuracy", "percentunit"),
                "test_accuracy"),
            Panel.bySteps(
                "Observables",
                "What record.observables chose; empty otherwise.",
                Panel.Axis.linear("value"),
                new Query.TrialObservables(),
                8),
            Panel.overTime(
                "Loss over time, largest in each interval",
                "Within the time range above. Marks: a controller or a user stopped a trial.",
                Panel.Axis.logarithmic("loss"),
                new Query.TrialSpikes("loss"),
                24),
            new Panel(
                "Events",
                "When it started and ended, and why.",
                new Panel.Kind.Rows("step", false),
                new Query.TrialEvents(),
                24,
                5),
            new Panel(
                "Result",
                "All that it left at its end.",
                new Panel.Kind.Rows("trial", false),
                new Query.TrialResult(),
                24,
                5)));
  }

  private static Panel steps(String title, String description, Panel.Axis axis, String... columns) {
    return Panel.bySteps(title, description, axis, new Query.TrialSteps(List.of(columns)), 8);
  }
}
