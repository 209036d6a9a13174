package io.trebuchet.physics.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.training.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Outputs against a loop over units, and derivatives against differences of outputs. */
final class MlpOutputsTest {
  private static final double STEP = 1e-4;

  /** A net with weights and points of some seed. */
  private static final class Random {
    private final MlpShape shape;
    private final double[] weights;
    private final Dataset points;
    private final SeededRandom source;

    private Random(MlpShape shape, double[] weights, Dataset points, SeededRandom source) {
      this.shape = shape;
      this.weights = weights;
      this.points = points;
      this.source = source;
    }

    static Random of(long seed, int d, List<Integer> widths, int outputs, int points) {
      SeededRandom random = SeededRandom.of(seed);
      List<Integer> sizes = new ArrayList<>(List.of(d));
      sizes.addAll(widths);
      sizes.add(outputs);
      List<Double> factors = sizes.stream().skip(1).map(size -> random.uniform(0.3, 1)).toList();
      Activation.Kind[] smooth = {
        Activation.Kind.TANH,
        Activation.Kind.ERF,
        Activation.Kind.GELU,
        Activation.Kind.SOFTPLUS,
        Activation.Kind.SQUARE,
        Activation.Kind.IDENTITY
      };
      Activation activation = new Activation(smooth[(int) (seed % smooth.length)], 0);
      MlpShape shape = new MlpShape(sizes, factors, activation, seed % 2 == 0 ? 0 : 0.7);
      return new Random(
          shape,
          random.gaussians(shape.weights()),
          Dataset.of(d, outputs, random.gaussians(points * d), random.gaussians(points * outputs)),
          random);
    }

    /** z by the definition, unit by unit. */
    double[] plainly(double[] theta) {
      double[] z = new double[points.size() * points.outputs()];
      for (int alpha = 0; alpha < points.size(); alpha++) {
        double[] a =
            Arrays.copyOfRange(
                points.inputs(), alpha * points.dimension(), (alpha + 1) * points.dimension());
        int at = 0;
        for (int l = 1; l < shape.sizes().size(); l++) {
          double[] sums = new double[shape.sizes().get(l)];
          for (int i = 0; i < sums.length; i++) {
            for (double input : a) {
              sums[i] += shape.factors().get(l - 1) * theta[at++] * input;
            }
          }
          for (int i = 0; shape.biasScale() > 0 && i < sums.length; i++) {
            sums[i] += shape.biasScale() * theta[at++];
          }
          a = sums;
          if (l < shape.sizes().size() - 1) {
            a = new double[sums.length];
            shape.activation().values(sums, a, a.length);
          }
        }
        System.arraycopy(a, 0, z, alpha * a.length, a.length);
      }
      return z;
    }

    double[] moved(double[] direction, double by) {
      double[] theta = weights.clone();
      for (int i = 0; i < theta.length; i++) {
        theta[i] += by * direction[i];
      }
      return theta;
    }

    /** ∂z along a direction of the weights, to fourth order. */
    double[] difference(double[] direction) {
      double[] one = plainly(moved(direction, STEP));
      double[] minus = plainly(moved(direction, -STEP));
      double[] two = plainly(moved(direction, 2 * STEP));
      double[] minusTwo = plainly(moved(direction, -2 * STEP));
      double[] slope = new double[one.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (8 * (one[i] - minus[i]) - (two[i] - minusTwo[i])) / (12 * STEP);
      }
      return slope;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Property(tries = 60)
  void everyDerivativeIsThatOfTheOutputs(
      @ForAll @LongRange(min = 1, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 3) int d,
      @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 5) Integer> widths,
      @ForAll @IntRange(min = 1, max = 3) int k,
      @ForAll @IntRange(min = 1, max = 4) int points) {
    Random net = Random.of(seed, d, widths, k, points);
    int n = net.shape.weights();
    try (Outputs outputs = new MlpOutputs(net.shape, net.points)) {
      double[] z = outputs.at(net.weights);
      double[] expected = net.plainly(net.weights);
      double scale = 1 + Math.sqrt(dot(expected, expected));
      assertThat(z).containsExactly(expected, within(1e-12 * scale));

      double[] v = net.source.gaussians(n);
      double[] w = net.source.gaussians(n);
      double[] change = new double[z.length];
      outputs.pushForward(v, change);
      double[] byDifferences = net.difference(v);
      double room = 1e-6 * (1 + Math.sqrt(dot(byDifferences, byDifferences)));
      assertThat(change).containsExactly(byDifferences, within(room));

      // Jᵀ is the transpose of J, with and without what the kernel remembers.
      double[] slopes = net.source.gaussians(z.length);
      double[] back = new double[n];
      outputs.pullBack(slopes, back);
      assertThat(dot(back, v)).isCloseTo(dot(slopes, change), within(1e-9 * scale * n));
      double[] kernel = new double[z.length * z.length];
      outputs.kernel(kernel);
      double[] again = new double[n];
      outputs.pullBack(slopes, again);
      assertThat(again).containsExactly(back, within(1e-10 * (1 + Math.sqrt(dot(back, back)))));
      double[] row = new double[z.length];
      double[] column = new double[z.length];
      for (int i = 0; i < z.length; i++) {
        double[] unit = new double[z.length];
        unit[i] = 1;
        outputs.pullBack(unit, again);
        outputs.pushForward(again, row);
        System.arraycopy(kernel, i * z.length, column, 0, z.length);
        assertThat(column).containsExactly(row, within(1e-9 * (1 + dot(again, again))));
      }

      // vᵀ∂²z w, by differences of J along w, and by what goes back.
      double[] bent = new double[z.length];
      outputs.bend(v, w, bent);
      double[] ahead = new double[z.length];
      double[] behind = new double[z.length];
      outputs.at(net.moved(w, STEP));
      outputs.pushForward(v, ahead);
      outputs.at(net.moved(w, -STEP));
      outputs.pushForward(v, behind);
      double[] turned = new double[z.length];
      for (int i = 0; i < turned.length; i++) {
        turned[i] = (ahead[i] - behind[i]) / (2 * STEP);
      }
      double size = 1 + Math.sqrt(dot(turned, turned)) + dot(v, v) * scale;
      assertThat(bent).containsExactly(turned, within(1e-5 * size));
      outputs.at(net.weights);
      outputs.pushForward(v, change);
      double[] along = net.source.gaussians(z.length);
      outputs.pullBackAlong(slopes, along, back);
      outputs.pullBack(along, again);
      assertThat(dot(back, w) - dot(again, w))
          .isCloseTo(dot(slopes, bent), within(1e-8 * size * (1 + dot(w, w))));
    }
  }
}
