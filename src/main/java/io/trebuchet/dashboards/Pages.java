package io.trebuchet.dashboards;

import java.util.List;
import java.util.stream.Stream;

/** What the dashboards show. */
final class Pages {
  private static final String LINES =
      " Grey lines: 2, the edge of stability, and 4. The others are the sweep's bounds, smallest"
          + " over its trials: green one point and blue method 1, violet method 2 (converges"
          + " below), red doomed (cannot converge above).";

  private Pages() {}

  static List<Page> all() {
    return List.of(byStep(), spikes(), phases(), TrialPage.page(), EnginePage.page());
  }

  private static Page byStep() {
    List<Panel> courses =
        courses(
            Panel::bySteps,
            "",
            "Training loss at every step, coloured by c.",
            new Query.Curves("loss"),
            new Query.BoundedCurves("eta_lambda"),
            new Query.NormCurves());
    return new Page(
        "by-step",
        "By step",
        "All trials of a sweep against the step, laid over each other. Every recorded step is"
            + " drawn: narrow the steps or the trials where a sweep is long.",
        "24h",
        "5s",
        Page.Choice.TRIALS_AND_STEPS,
        false,
        Stream.concat(courses.stream(), Stream.of(results())).toList());
  }

  private static Page spikes() {
    return new Page(
        "spikes",
        "Catapult spikes live",
        "The steps of a running sweep over wall-clock time. Each point is the largest value of its"
            + " interval, never a mean, so that a spike of one step stays as high at any zoom.",
        "15m",
        "5s",
        Page.Choice.TRIALS,
        true,
        courses(
            Panel::overTime,
            ", largest in each interval",
            "Training loss, coloured by c. Marks: a controller or a user stopped a trial.",
            new Query.Spikes("loss"),
            new Query.BoundedSpikes("eta_lambda"),
            new Query.NormSpikes()));
  }

  /** A way to draw a course. */
  private interface Curves {
    Panel of(String title, String description, Panel.Axis axis, Query query, int width);
  }

  /** Loss, ηλ_max and θ² of all trials. */
  private static List<Panel> courses(
      Curves curves, String suffix, String lossText, Query loss, Query etaLambda, Query norm) {
    return List.of(
        curves.of("Loss" + suffix, lossText, Panel.Axis.logarithmic("loss"), loss, 24),
        curves.of(
            "ηλ_max" + suffix,
            "Learning rate times the top eigenvalue of the NTK." + LINES,
            Panel.Axis.linear("ηλ_max", 2, 4),
            etaLambda,
            12),
        curves.of(
            "θ²/θ²_0" + suffix,
            "Squared weight norm relative to that at the start.",
            Panel.Axis.logarithmic("θ²/θ²_0"),
            norm,
            12));
  }

  private static Page phases() {
    List<Panel> finals =
        List.of(
            Panel.byC(
                "Final ηλ_max",
                "At the last step. Catapults end well below 2; at 0 a net has switched off, trivial"
                    + " or dead.",
                Panel.Axis.linear("ηλ_max", 2),
                new Query.Finals("eta_lambda_final")),
            Panel.byC(
                "Final θ²/θ²_0",
                "Squared weight norm at the last step relative to that at the start.",
                Panel.Axis.linear("θ²/θ²_0", 1),
                new Query.Finals("weight_norm_sq_final", "weight_norm_sq_initial")),
            Panel.byC(
                "Largest loss over the first",
                "How high the spike went.",
                Panel.Axis.logarithmic("max loss / first loss"),
                new Query.Finals("loss_max", "loss_initial")),
            Panel.byC(
                "Final test loss",
                "Only for sweeps with a test set.",
                Panel.Axis.logarithmic("test loss"),
                new Query.Finals("test_loss_final")),
            Panel.byC(
                "Final sparsity, first hidden layer",
                "Share of inactive units; only for ReLU nets.",
                Panel.Axis.of("sparsity", "percentunit"),
                new Query.Finals("sparsity_1_final")),
            Panel.byC(
                "Final sparsity, second hidden layer",
                "Share of inactive units; only for ReLU nets of two hidden layers.",
                Panel.Axis.of("sparsity", "percentunit"),
                new Query.Finals("sparsity_2_final")));
    List<Panel> outcomes =
        List.of(
            new Panel(
                "Bounds in c",
                "Smallest over the sweep's trials: below one point, method 1 or method 2 every"
                    + " trial converges, above doomed none can.",
                new Panel.Kind.Numbers(),
                new Query.Bounds(),
                12,
                7),
            new Panel(
                "Outcomes",
                "How many trials ended how.",
                new Panel.Kind.Bars("outcome"),
                new Query.Outcomes(),
                12,
                7),
            new Panel(
                "Trials over time",
                "When each trial ran, and how it ended; within the time range above.",
                new Panel.Kind.Timeline(),
                new Query.States(),
                24,
                14),
            results());
    return new Page(
        "phases",
        "Phase diagram",
        "What became of the trials of a sweep, against c = ηλ_max at the start.",
        "6h",
        "10s",
        Page.Choice.SWEEP,
        false,
        Stream.concat(finals.stream(), outcomes.stream()).toList());
  }

  private static Panel results() {
    return new Panel(
        "Results",
        "Trials that have ended; click one to open it.",
        new Panel.Kind.Rows("c", false),
        new Query.Results(
            List.of(
                "c",
                "outcome",
                "phase",
                "reason",
                "steps",
                "catapults",
                "loss_initial",
                "loss_max",
                "loss_max_step",
                "loss_final",
                "eta_lambda_max",
                "eta_lambda_final",
                "test_accuracy_final")),
        24,
        10);
  }
}
