package io.trebuchet.physics.net;

import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import java.util.Arrays;

/**
 * Hessian–vector products of a {@link NetDescent} by differentiating its forward and backward
 * passes along the direction (Pearlmutter 1994), written δ here:
 *
 * <pre>
 *   δP_0 = δU X     δP_l = δW S_{l−1} + W δS_{l−1}     δS = σ'(P)∘δP     δz = f(δS_kᵀv + S_kᵀδv)
 *   B_k = f(δv εᵀ + v δzᵀ)     R_l = σ'(P_l)∘B_l     B_{l−1} = δWᵀ f M_l diag(ε) + Wᵀ R_l
 *   out_v = (f/D)(δS_k ε + S_k δz)     out_W = (1/D)(R_l S_{l−1}ᵀ + f M_l diag(ε) δS_{l−1}ᵀ)
 *   out_U = (1/D) R_0 Xᵀ
 * </pre>
 */
final class NetHessian implements AutoCloseable {
  private final NetOperators shared;
  private final HiddenLayer[] layers;
  private final Matrix[] hidden;
  private final Matrix v;
  private final Matrix errors;
  private final int width;
  private final int depth;
  private final double factor;

  private final Matrix first;
  private final Matrix[] changeOfHidden;
  private final Matrix changeOfV;
  private final Matrix changeOfZ;
  private final Matrix[] changeOfS;
  private final Matrix[] back;
  private final Matrix scaledM;
  private final double[] column;
  private final double[] columnOfV;

  NetHessian(NetOperators shared, HiddenLayer[] layers, Matrix[] hidden, Matrix v, Matrix errors) {
    this.shared = shared;
    this.layers = layers;
    this.hidden = hidden;
    this.v = v;
    this.errors = errors;
    width = shared.width;
    depth = layers.length;
    factor = Math.pow(width, -depth / 2.0);
    int size = shared.train.size();
    Precision precision = shared.net.precision();
    first = Matrix.zeros(shared.train.dimension(), width, precision);
    changeOfHidden = new Matrix[depth - 1];
    for (int l = 0; l < depth - 1; l++) {
      changeOfHidden[l] = Matrix.zeros(width, width, precision);
    }
    changeOfV = Matrix.zeros(width, 1, precision);
    changeOfZ = Matrix.zeros(size, 1, precision);
    changeOfS = new Matrix[depth];
    back = new Matrix[depth];
    for (int l = 0; l < depth; l++) {
      changeOfS[l] = Matrix.zeros(width, size, precision);
      back[l] = Matrix.zeros(width, size, precision);
    }
    scaledM = Matrix.zeros(width, size, precision);
    column = new double[width];
    columnOfV = new double[width];
  }

  /** (∇²L) direction, in the layout of θ; {@code error} is ε. */
  double[] times(double[] direction, double[] error) {
    read(direction);
    forward();
    double[] out = new double[direction.length];
    Matrix lastS = layers[depth - 1].s;
    // out_v, before the buffers are overwritten by the other layers.
    double share = factor / error.length;
    Matrix outV = scaledM.columns(0, 1);
    outV.product(share, changeOfS[depth - 1], errors, 0);
    outV.product(share, lastS, changeOfZ, 1);
    outV.read(column);
    System.arraycopy(column, 0, out, out.length - width, width);
    startBackward(error);
    for (int l = depth - 1; l > 0; l--) {
      layers[l].pullBack(back[l]);
      scaleM(l, error);
      back[l - 1].product(1, changeOfHidden[l - 1], scaledM, 0);
      back[l - 1].product(1, hidden[l - 1], back[l], 1);
      Matrix outW = changeOfHidden[l - 1];
      outW.productWithTransposed(1.0 / error.length, layers[l - 1].s, back[l], 0);
      outW.productWithTransposed(1.0 / error.length, changeOfS[l - 1], scaledM, 1);
      double[] square = new double[width * width];
      outW.read(square);
      System.arraycopy(square, 0, out, shared.hiddenOffset(depth - 1 - l), square.length);
    }
    layers[0].pullBack(back[0]);
    first.productWithTransposed(1.0 / error.length, shared.inputs, back[0], 0);
    first.read(out);
    return out;
  }

  private void read(double[] direction) {
    first.write(direction);
    for (int l = 0; l < depth - 1; l++) {
      int at = shared.hiddenOffset(depth - 2 - l);
      changeOfHidden[l].write(Arrays.copyOfRange(direction, at, at + width * width));
    }
    int at = direction.length - width;
    changeOfV.write(Arrays.copyOfRange(direction, at, direction.length));
  }

  private void forward() {
    changeOfS[0].productTransposed(1, first, shared.inputs, 0);
    layers[0].pullBack(changeOfS[0]);
    for (int l = 1; l < depth; l++) {
      changeOfS[l].productTransposed(1, changeOfHidden[l - 1], layers[l - 1].s, 0);
      changeOfS[l].productTransposed(1, hidden[l - 1], changeOfS[l - 1], 1);
      layers[l].pullBack(changeOfS[l]);
    }
    changeOfZ.productTransposed(factor, changeOfS[depth - 1], v, 0);
    changeOfZ.productTransposed(factor, layers[depth - 1].s, changeOfV, 1);
  }

  private void startBackward(double[] error) {
    double[] change = new double[error.length];
    changeOfZ.read(change);
    double[] weight = new double[width];
    v.read(weight);
    changeOfV.read(columnOfV);
    for (int j = 0; j < error.length; j++) {
      for (int i = 0; i < width; i++) {
        column[i] = factor * (columnOfV[i] * error[j] + weight[i] * change[j]);
      }
      back[depth - 1].writeColumn(j, column);
    }
  }

  private void scaleM(int l, double[] error) {
    for (int j = 0; j < error.length; j++) {
      layers[l].m.readColumn(j, column);
      for (int i = 0; i < width; i++) {
        column[i] *= factor * error[j];
      }
      scaledM.writeColumn(j, column);
    }
  }

  @Override
  public void close() {
    for (Matrix matrix : new Matrix[] {first, changeOfV, changeOfZ, scaledM}) {
      matrix.close();
    }
    for (Matrix[] group : new Matrix[][] {changeOfHidden, changeOfS, back}) {
      for (Matrix matrix : group) {
        matrix.close();
      }
    }
  }
}
