package example;

import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.function.FunctionModel;
import io.trebuchet.physics.function.ParametricFunction;

/** model.kind = tanh: z = (1/√n) Σ_i v_i tanh(u_i·x), n hidden units, all weights N(0, 1). */
public final class TanhNet implements ModelKind {
  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public Model read(Parameters parameters) {
    int width = parameters.integer("width", 1);
    return FunctionModel.of(dimension -> new Net(width, dimension));
  }

  /** θ holds u_1, u_2, … one after another, d numbers each, then v. */
  record Net(int width, int dimension) implements ParametricFunction {
    @Override
    public int size() {
      return width * dimension + width;
    }

    @Override
    public double[] initialWeights(SeededRandom random) {
      return random.gaussians(size());
    }

    @Override
    public double evaluate(double[] weights, double[] x, double[] gradient) {
      double scale = 1 / Math.sqrt(width);
      double z = 0;
      for (int i = 0; i < width; i++) {
        double p = 0;
        for (int j = 0; j < dimension; j++) {
          p += weights[i * dimension + j] * x[j];
        }
        int v = width * dimension + i;
        double s = StrictMath.tanh(p);
        z += scale * weights[v] * s;
        gradient[v] = scale * s;
        for (int j = 0; j < dimension; j++) {
          gradient[i * dimension + j] = scale * weights[v] * (1 - s * s) * x[j];
        }
      }
      return z;
    }
  }
}
