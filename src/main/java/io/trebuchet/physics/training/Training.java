package io.trebuchet.physics.training;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import java.util.List;
import java.util.Locale;

/**
 * The section {@code training} of a config.
 *
 * @param weightDecay added to the gradient times θ, L2
 * @param clip the longest gradient; longer ones are shortened to it
 * @param layerFactors of the rate, one for each layer; empty where all are 1
 */
public record Training(
    Loss loss,
    UpdateRule rule,
    double weightDecay,
    double clip,
    Schedule schedule,
    List<Double> layerFactors) {
  /** Full-batch gradient descent of the squared loss, paper (3). */
  public static final Training PLAIN =
      new Training(
          Loss.SQUARED,
          new UpdateRule.Plain(),
          0,
          Double.POSITIVE_INFINITY,
          new Schedule.Constant(),
          List.of());

  /** Copies the list. */
  public Training {
    layerFactors = List.copyOf(layerFactors);
  }

  /** Reads the section. */
  public static Training read(Parameters section) {
    Loss loss = section.constant("loss", Loss.class);
    double clip = section.number("clip", 0, Double.MAX_VALUE);
    return new Training(
        loss,
        rule(section),
        section.number("weight-decay", 0, Double.MAX_VALUE),
        clip == 0 ? Double.POSITIVE_INFINITY : clip,
        schedule(section),
        section.numbers("layer-factors", 0));
  }

  private static UpdateRule rule(Parameters section) {
    String word = section.choice("rule", List.of("gd", "momentum", "nesterov", "adam"));
    double beta = section.number("beta", 0, Math.nextDown(1.0));
    double beta2 = section.number("beta2", 0, Math.nextDown(1.0));
    double epsilon = section.number("epsilon", 0, Double.MAX_VALUE);
    return switch (word) {
      case "momentum" -> new UpdateRule.Momentum(beta);
      case "nesterov" -> new UpdateRule.Nesterov(beta);
      case "adam" -> new UpdateRule.Adam(beta, beta2, epsilon);
      default -> new UpdateRule.Plain();
    };
  }

  private static Schedule schedule(Parameters section) {
    String word = section.choice("schedule", List.of("constant", "warmup", "steps", "cosine"));
    int steps = section.integer("schedule-steps", 1);
    List<Long> at =
        section.numbers("schedule-at", 0).stream().map(step -> Math.round(step)).toList();
    double factor = section.number("schedule-factor", 0, Double.MAX_VALUE);
    return switch (word) {
      case "warmup" -> new Schedule.Warmup(steps);
      case "steps" -> new Schedule.Steps(at, factor);
      case "cosine" -> new Schedule.Cosine(steps);
      default -> new Schedule.Constant();
    };
  }

  /**
   * Complains of labels that the loss or the model cannot take.
   *
   * @param outputs K of the model
   * @throws IllegalArgumentException with what they have to be
   */
  public void checkLabels(Sample sample, int outputs) {
    Dataset test = sample.test();
    for (Dataset points : test == null ? List.of(sample.train()) : List.of(sample.train(), test)) {
      if (points.outputs() != outputs) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the model has %d outputs, but the data have %d labels a point: set model.outputs,"
                    + " or give other labels",
                outputs,
                points.outputs()));
      }
      loss.check(points.labels(), outputs);
    }
  }

  /** The same, and of layers that the model does not have. */
  void check(Trainable model, Sample sample) {
    checkLabels(sample, model.outputs());
    int layers = model.layers(sample);
    if (!layerFactors.isEmpty() && layerFactors.size() != layers) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training.layer-factors has %d numbers, but the model has %d layers of weights",
              layerFactors.size(),
              layers));
    }
  }

  /** Whether the gradient of L is not all that an update is made of. */
  boolean completes() {
    return weightDecay > 0 || clip < Double.POSITIVE_INFINITY;
  }

  /** Whether a step is −η∇L, at whatever rate. */
  boolean descends() {
    return rule instanceof UpdateRule.Plain
        && weightDecay == 0
        && clip == Double.POSITIVE_INFINITY
        && layerFactors.isEmpty();
  }

  /** Whether it is the paper's. */
  public boolean isPlain() {
    return equals(PLAIN);
  }
}
