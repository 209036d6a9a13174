package io.trebuchet.physics.training;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The updates of one trial: velocities, and how many there have been. */
final class Updates {
  private static final String COUNT = "updates";
  private static final String VELOCITY = "velocity";
  private static final String SQUARES = "squares";

  private final Training training;
  private final double learningRate;
  private final double[] layerFactor;
  private final double[] velocity;
  private final double[] squares;
  private long count;

  /**
   * Before the first update.
   *
   * @throws IllegalArgumentException if the training speaks of other layers
   */
  Updates(Training training, double learningRate, int weights, List<Observed.Layer> layers) {
    this.training = training;
    this.learningRate = learningRate;
    boolean none = training.rule() instanceof UpdateRule.Plain;
    velocity = new double[none ? 0 : weights];
    squares = new double[training.rule() instanceof UpdateRule.Adam ? weights : 0];
    layerFactor = factors(training.layerFactors(), layers, weights);
  }

  private static double[] factors(List<Double> factors, List<Observed.Layer> layers, int weights) {
    if (factors.isEmpty()) {
      return new double[0];
    }
    double[] all = new double[weights];
    for (int l = 0; l < layers.size(); l++) {
      Arrays.fill(all, layers.get(l).from(), layers.get(l).to(), factors.get(l));
    }
    return all;
  }

  /** The rate of the next update, without layer factors. */
  double rate() {
    return learningRate * training.schedule().share(count);
  }

  /** Shortens the gradient of L, and adds the decay's. */
  void complete(double[] gradient, double[] weights) {
    if (training.clip() < Double.POSITIVE_INFINITY) {
      double length = Math.sqrt(squared(gradient));
      if (length > training.clip()) {
        double share = training.clip() / length;
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] *= share;
        }
      }
    }
    double decay = training.weightDecay();
    if (decay > 0) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += decay * weights[i];
      }
    }
  }

  /** One update of the weights by a complete gradient. */
  void update(double[] weights, double[] gradient) {
    double rate = rate();
    count++;
    switch (training.rule()) {
      case UpdateRule.Plain() -> add(weights, -rate, gradient);
      case UpdateRule.Momentum(double beta) -> {
        accelerate(beta, 1, gradient);
        add(weights, -rate, velocity);
      }
      case UpdateRule.Nesterov(double beta) -> {
        accelerate(beta, 1, gradient);
        add(weights, -rate, gradient);
        add(weights, -rate * beta, velocity);
      }
      case UpdateRule.Adam(double beta, double beta2, double epsilon) -> {
        accelerate(beta, 1 - beta, gradient);
        square(beta2, gradient);
        double unbiased = 1 - StrictMath.pow(beta, (double) count);
        double unbiasedSquares = 1 - StrictMath.pow(beta2, (double) count);
        for (int i = 0; i < weights.length; i++) {
          double scale = Math.sqrt(squares[i] / unbiasedSquares) + epsilon;
          weights[i] -= own(i) * rate * (velocity[i] / unbiased) / scale;
        }
      }
    }
  }

  /**
   * √v̂ + ε of the next update, by weight; empty for rules without.
   *
   * @param gradient the complete one
   */
  double[] preconditioner(double[] gradient) {
    if (!(training.rule() instanceof UpdateRule.Adam adam)) {
      return new double[0];
    }
    double unbiased = 1 - StrictMath.pow(adam.beta2(), count + 1.0);
    double[] scales = new double[gradient.length];
    for (int i = 0; i < scales.length; i++) {
      double next = adam.beta2() * squares[i] + (1 - adam.beta2()) * gradient[i] * gradient[i];
      scales[i] = Math.sqrt(next / unbiased) + adam.epsilon();
    }
    return scales;
  }

  private double own(int i) {
    return layerFactor.length == 0 ? 1 : layerFactor[i];
  }

  private void add(double[] weights, double factor, double[] direction) {
    if (layerFactor.length == 0) {
      VectorLoops.add(weights, weights.length, direction, factor);
    } else {
      for (int i = 0; i < weights.length; i++) {
        weights[i] += layerFactor[i] * factor * direction[i];
      }
    }
  }

  private void accelerate(double beta, double share, double[] gradient) {
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = beta * velocity[i] + share * gradient[i];
    }
  }

  private void square(double beta, double[] gradient) {
    for (int i = 0; i < squares.length; i++) {
      squares[i] = beta * squares[i] + (1 - beta) * gradient[i] * gradient[i];
    }
  }

  static double squared(double[] x) {
    return VectorLoops.dot(x, x, x.length);
  }

  void save(Map<String, double[]> arrays) {
    arrays.put(COUNT, new double[] {(double) count});
    if (velocity.length > 0) {
      arrays.put(VELOCITY, velocity.clone());
    }
    if (squares.length > 0) {
      arrays.put(SQUARES, squares.clone());
    }
  }

  void restore(DescentState state) {
    count = (long) state.number(COUNT);
    copy(state, VELOCITY, velocity);
    copy(state, SQUARES, squares);
  }

  private static void copy(DescentState state, String name, double[] into) {
    if (into.length > 0) {
      System.arraycopy(state.array(name, into.length), 0, into, 0, into.length);
    }
  }
}
