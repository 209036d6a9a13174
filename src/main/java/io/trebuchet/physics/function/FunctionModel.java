package io.trebuchet.physics.function;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Outputs;
import io.trebuchet.physics.training.Trainable;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A {@link ParametricFunction} as a model: full-batch gradient descent (3) and the exact NTK (4)
 * from the gradients of all points. Takes any data; no bounds are known for it. A step costs D
 * evaluations, the D×D products of their gradients and a full eigen-decomposition, and needs 8D·n
 * bytes for n weights: meant for n up to some ten thousand.
 */
public final class FunctionModel implements Model, Trainable {
  private final IntFunction<ParametricFunction> functions;

  private FunctionModel(IntFunction<ParametricFunction> functions) {
    this.functions = functions;
  }

  /** A model whose function depends on the number d of input dimensions. */
  public static FunctionModel of(IntFunction<ParametricFunction> functions) {
    return new FunctionModel(functions);
  }

  /**
   * Draws the initial weights.
   *
   * @throws IllegalArgumentException if the function gives another number of weights than it says
   */
  @Override
  public Problem on(Sample sample, SeededRandom random) {
    ParametricFunction function = functions.apply(sample.train().dimension());
    return new FunctionProblem(function, sample, weights(function, random));
  }

  private static double[] weights(ParametricFunction function, SeededRandom random) {
    double[] weights = function.initialWeights(random.split("weights"));
    if (weights.length != function.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the function says that it has %d weights, but begins with %d",
              function.size(),
              weights.length));
    }
    return weights.clone();
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public int layers(Sample sample) {
    return 1;
  }

  @Override
  public Start start(Sample sample, SeededRandom random) {
    ParametricFunction function = functions.apply(sample.train().dimension());
    double[] weights = weights(function, random);
    GradientCheck.at(function, weights, FunctionProblem.rows(sample.train()));
    return new Start() {
      @Override
      public double[] weights() {
        return weights;
      }

      @Override
      public Outputs outputs(Dataset points) {
        return FunctionOutputs.of(function, FunctionProblem.rows(points));
      }
    };
  }

  @Override
  public MemoryNeed memoryToTrain(Sample sample) {
    return memory(sample);
  }

  /** The gradients of all points, at each trial. */
  @Override
  public MemoryNeed memory(Sample sample) {
    double n = functions.apply(sample.train().dimension()).size();
    return MemoryNeed.ofHeap(n, n * sample.train().size()).with(sample);
  }
}
