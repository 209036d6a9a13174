package io.trebuchet.physics;

/**
 * The ReLU net with one hidden layer, z_α = n^{−1/2} vᵀσ(U x_α), paper (193) with k = 0: all
 * weights N(0,1), no biases.
 *
 * @param width n, the number of hidden units
 */
record ReluModel(int width) implements Model {
  @Override
  public Problem on(Sample sample, SeededRandom random) {
    Dataset train = sample.train();
    Dataset test = sample.test();
    if (test != null && test.dimension() != train.dimension()) {
      throw new IllegalArgumentException(
          "test points have %d dimensions, training points %d"
              .formatted(test.dimension(), train.dimension()));
    }
    long count = (long) width * (train.dimension() + 1);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "width %d × (%d inputs + 1) is more than 2^31 - 1 weights: choose a smaller model.width"
              .formatted(width, train.dimension()));
    }
    return ReluProblem.create(sample, width, random.split("weights").gaussians((int) count));
  }
}
