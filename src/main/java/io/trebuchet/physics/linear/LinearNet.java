package io.trebuchet.physics.linear;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GivenWeights;
import io.trebuchet.physics.MemoryNeed;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import java.util.Locale;

/**
 * The linear net with an output bias on one point, z = n^{−1/2} vᵀu + b at x = 1, paper (86): a
 * quadratic model with bias whose feature is φ = 1 and whose eigenvalues are ±1. All weights
 * N(0,1).
 *
 * @param n units of the hidden layer
 */
public record LinearNet(int n) implements GivenWeights.WeightedModel {
  /**
   * The problem with given initial weights.
   *
   * @param weights u, v and b: length 2n + 1
   * @throws IllegalArgumentException if the data are not one point at x = 1, or there are more or
   *     fewer weights
   */
  @Override
  public Problem with(Sample sample, double[] weights) {
    requireFit(sample, weights.length);
    return new LinearNetProblem(sample.train().labels()[0], n, weights.clone());
  }

  @Override
  public void requireFit(Sample sample, int weights) {
    Dataset train = sample.train();
    if (train.size() != 1 || train.dimension() != 1 || train.input(0, 0) != 1) {
      throw new IllegalArgumentException(
          "the linear net with bias takes one point at x = 1: use data { kind = toy, x = 1 }");
    }
    if (weights != weightCount(sample)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d initial weights, but u, v and b of n = %d are %d",
              weights,
              n,
              weightCount(sample)));
    }
  }

  @Override
  public int weightCount(Sample sample) {
    return Math.addExact(Math.multiplyExact(2, n), 1);
  }

  @Override
  public MemoryNeed memory(Sample sample) {
    return MemoryNeed.ofHeap(2.0 * n, 2.0 * n).with(sample);
  }
}
