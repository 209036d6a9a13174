package io.trebuchet.physics;

import java.util.List;

/**
 * A model whose initial weights a user gives instead of having them drawn.
 *
 * @param model the model they are for
 * @param weights θ_0, in the layout of {@link GradientDescent#weights}
 */
public record GivenWeights(WeightedModel model, Numbers weights) implements Model {
  /** A model that can start at any weights. */
  public interface WeightedModel extends Model {
    /**
     * The problem with given initial weights.
     *
     * @throws IllegalArgumentException if there are more or fewer weights, or the data do not fit
     */
    Problem with(Sample sample, double[] weights);

    /**
     * Complains where it would, without making the problem.
     *
     * @throws IllegalArgumentException if there are more or fewer weights, or the data do not fit
     */
    void requireFit(Sample sample, int weights);

    /** How many weights it has on these data. */
    int weightCount(Sample sample);

    /** At weights N(0, 1). */
    @Override
    default Problem on(Sample sample, SeededRandom random) {
      return with(sample, random.split("weights").gaussians(weightCount(sample)));
    }

    @Override
    default List<String> check(Sample sample) {
      requireFit(sample, weightCount(sample));
      return List.of();
    }
  }

  /** The model as it is, or started at {@code model.initial-weights} where the config has them. */
  public static Model read(Parameters parameters, WeightedModel model) {
    return parameters
        .vector("initial-weights")
        .<Model>map(weights -> new GivenWeights(model, weights))
        .orElse(model);
  }

  @Override
  public int outputs() {
    return model.outputs();
  }

  @Override
  public Problem on(Sample sample, SeededRandom random) {
    return model.with(sample, weights.read());
  }

  @Override
  public List<String> check(Sample sample) {
    try {
      model.requireFit(sample, weights.read().length);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model.initial-weights: " + e.getMessage(), e);
    }
    return List.of();
  }

  @Override
  public MemoryNeed memory(Sample sample) {
    return model.memory(sample);
  }

  @Override
  public List<Numbers> given() {
    return List.of(weights);
  }
}
