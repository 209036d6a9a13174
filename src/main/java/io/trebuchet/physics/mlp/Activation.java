package io.trebuchet.physics.mlp;

import io.trebuchet.physics.Logistic;
import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * σ with its first two derivatives, each of the first so many numbers. Derivatives are those from
 * the left at a kink, so that 0 is inactive; the second is 0 there.
 *
 * @param kind which function
 * @param slope of leaky-relu below 0
 */
public record Activation(Kind kind, double slope) {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ERF_SLOPE = 2 / Math.sqrt(Math.PI);
  private static final double NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);

  /** The functions, by the words of {@code model.activation}. */
  public enum Kind {
    /** max(0, x). */
    RELU,
    /** x above 0, slope·x below. */
    LEAKY_RELU,
    TANH,
    ERF,
    /** xΦ(x), with Φ by erf. */
    GELU,
    /** log(1 + e^x). */
    SOFTPLUS,
    IDENTITY,
    /** x². */
    SQUARE
  }

  /** Whether units have a part in which they are zero whatever their input. */
  boolean canBeOff() {
    return kind == Kind.RELU;
  }

  /** σ(x). */
  void values(double[] x, double[] into, int count) {
    switch (kind) {
      case RELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = Math.max(x[i], 0);
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = x[i] > 0 ? x[i] : slope * x[i];
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          into[i] = Math.tanh(x[i]);
        }
      }
      case ERF -> {
        for (int i = 0; i < count; i++) {
          into[i] = Erf.value(x[i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = x[i] * normal(x[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < count; i++) {
          into[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
        }
      }
      case IDENTITY -> System.arraycopy(x, 0, into, 0, count);
      case SQUARE -> {
        for (int i = 0; i < count; i++) {
          into[i] = x[i] * x[i];
        }
      }
    }
  }

  /**
   * σ'(x).
   *
   * @param values σ(x)
   */
  void slopes(double[] x, double[] values, double[] into, int count) {
    switch (kind) {
      case RELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = x[i] > 0 ? 1 : 0;
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = x[i] > 0 ? 1 : slope;
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          into[i] = 1 - values[i] * values[i];
        }
      }
      case ERF -> {
        for (int i = 0; i < count; i++) {
          into[i] = ERF_SLOPE * Math.exp(-x[i] * x[i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = normal(x[i]) + x[i] * density(x[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < count; i++) {
          into[i] = Logistic.of(x[i]);
        }
      }
      case IDENTITY -> Arrays.fill(into, 0, count, 1);
      case SQUARE -> {
        for (int i = 0; i < count; i++) {
          into[i] = 2 * x[i];
        }
      }
    }
  }

  /**
   * σ''(x).
   *
   * @param values σ(x)
   */
  void curvatures(double[] x, double[] values, double[] into, int count) {
    switch (kind) {
      case RELU, LEAKY_RELU, IDENTITY -> Arrays.fill(into, 0, count, 0);
      case TANH -> {
        for (int i = 0; i < count; i++) {
          into[i] = -2 * values[i] * (1 - values[i] * values[i]);
        }
      }
      case ERF -> {
        for (int i = 0; i < count; i++) {
          into[i] = -2 * x[i] * ERF_SLOPE * Math.exp(-x[i] * x[i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < count; i++) {
          into[i] = (2 - x[i] * x[i]) * density(x[i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < count; i++) {
          into[i] = Logistic.of(x[i]) * Logistic.of(-x[i]);
        }
      }
      case SQUARE -> Arrays.fill(into, 0, count, 2);
    }
  }

  /** Whether σ'' is 0 wherever there is one. */
  boolean straight() {
    return kind == Kind.RELU || kind == Kind.LEAKY_RELU || kind == Kind.IDENTITY;
  }

  private static double normal(double x) {
    return 0.5 * Erfc.value(-x / ROOT_2);
  }

  private static double density(double x) {
    return NORMAL_PEAK * Math.exp(-x * x / 2);
  }
}
