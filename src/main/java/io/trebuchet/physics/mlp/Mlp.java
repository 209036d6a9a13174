package io.trebuchet.physics.mlp;

import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Trainable;
import io.trebuchet.physics.training.TrainedProblem;
import io.trebuchet.physics.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A net whose input is known only with the data, docs/physics.md, "Nets of any shape".
 *
 * @param widths of the hidden layers, from the first
 * @param biasScale β
 * @param outputScale s, of f_L
 * @param outputs K
 */
public record Mlp(
    List<Integer> widths,
    Activation activation,
    double biasScale,
    Parametrisation parametrisation,
    double outputScale,
    int outputs)
    implements GivenWeights.WeightedModel, Trainable.Weighted {
  /** Copies the list. */
  public Mlp {
    widths = List.copyOf(widths);
  }

  /** With d inputs. */
  MlpShape shape(int dimension) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(dimension);
    sizes.addAll(widths);
    sizes.add(outputs);
    List<Double> factors = new ArrayList<>();
    for (int l = 1; l < sizes.size(); l++) {
      boolean last = l == sizes.size() - 1;
      double factor = parametrisation.factor(sizes.get(l - 1), last);
      factors.add(last ? outputScale * factor : factor);
    }
    return new MlpShape(sizes, factors, activation, biasScale);
  }

  private MlpShape shape(Sample sample) {
    return shape(sample.train().dimension());
  }

  @Override
  public int weightCount(Sample sample) {
    return shape(sample).weights();
  }

  @Override
  public void requireFit(Sample sample, int weights) {
    sample.requireOneDimension();
    if (weights != weightCount(sample)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d initial weights, but layers of %s units have %d",
              weights,
              shape(sample).sizes(),
              weightCount(sample)));
    }
  }

  /** Weights of standard deviation 1, or as the parametrisation has it; biases N(0, 1). */
  private double[] draw(Sample sample, SeededRandom random) {
    MlpShape shape = shape(sample);
    double[] weights = random.split("weights").gaussians(shape.weights());
    for (int l = 1; l <= shape.depth(); l++) {
      double deviation = parametrisation.deviation(shape.in(l));
      for (int i = shape.offset(l); i < shape.biasOffset(l); i++) {
        weights[i] *= deviation;
      }
    }
    return weights;
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    return with(sample, draw(sample, random));
  }

  @Override
  public Problem with(Sample sample, double[] weights) {
    Training.PLAIN.checkLabels(sample, outputs);
    return TrainedProblem.create(start(sample, weights), Training.PLAIN, sample);
  }

  @Override
  public List<String> check(Sample sample) {
    Training.PLAIN.checkLabels(sample, outputs);
    return GivenWeights.WeightedModel.super.check(sample);
  }

  @Override
  public Start start(Sample sample, SeededRandom random) {
    return start(sample, draw(sample, random));
  }

  @Override
  public Start start(Sample sample, double[] weights) {
    requireFit(sample, weights.length);
    return MlpStart.of(shape(sample), weights);
  }

  @Override
  public MemoryNeed memory(Sample sample) {
    return memoryToTrain(sample);
  }

  @Override
  public int layers(Sample sample) {
    return widths.size() + 1;
  }

  @Override
  public MemoryNeed memoryToTrain(Sample sample) {
    return memory(shape(sample), sample);
  }

  /** As {@link MlpOutputs} has it, and three arrays of weights. */
  public static MemoryNeed memory(MlpShape shape, Sample sample) {
    double n = shape.weights();
    double points = sample.train().size();
    double units = 0;
    for (int l = 1; l <= shape.depth(); l++) {
      units += shape.units(l);
    }
    double outputs = points * shape.units(shape.depth());
    double square = outputs <= 2000 ? outputs * outputs : 0;
    double passed = (4 + shape.units(shape.depth())) * units * points;
    return new MemoryNeed(
            MemoryNeed.bytes(n),
            0,
            MemoryNeed.bytes(3 * n + passed + 4 * square),
            MemoryNeed.bytes(2 * n + passed + square))
        .with(sample);
  }
}
