package io.trebuchet.physics.linalg;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ddot;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dscal;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Matrix} of doubles. */
final class DoubleMatrix extends Matrix {
  private final DoublePointer pointer;
  private final DoubleBuffer buffer;

  /** Over a new array. */
  DoubleMatrix(INDArray array, int rows, int columns) {
    super(array, false, rows, columns);
    pointer = new DoublePointer(array.data().addressPointer());
    pointer.capacity((long) rows * columns);
    buffer = pointer.asBuffer();
  }

  private DoubleMatrix(INDArray array, DoublePointer pointer, int rows, int columns) {
    super(array, true, rows, columns);
    this.pointer = pointer;
    buffer = pointer.asBuffer();
  }

  @Override
  Matrix view(int from, int newRows, int newColumns) {
    DoublePointer start = new DoublePointer(pointer);
    start.position(from).limit(from + (long) newRows * newColumns);
    return new DoubleMatrix(array(), start, newRows, newColumns);
  }

  @Override
  Precision precision() {
    return Precision.DOUBLE;
  }

  private static DoublePointer of(Matrix matrix) {
    return ((DoubleMatrix) matrix).pointer;
  }

  @Override
  void clear() {
    pointer.zero();
  }

  @Override
  public void read(int at, double[] into, int to, int count) {
    buffer.get(at, into, to, count);
  }

  @Override
  public void write(int at, double[] values, int from, int count) {
    buffer.put(at, values, from, count);
  }

  @Override
  void copy(Matrix other) {
    cblas_dcopy(rows * columns, of(other), 1, pointer, 1);
  }

  @Override
  void addScaled(double factor, Matrix other) {
    cblas_daxpy(rows * columns, factor, of(other), 1, pointer, 1);
  }

  @Override
  public void scale(double factor) {
    cblas_dscal(rows * columns, factor, pointer, 1);
  }

  @Override
  double sumOfProducts(Matrix other) {
    return cblas_ddot(rows * columns, pointer, 1, of(other), 1);
  }

  @Override
  void symmetric(double alpha, Matrix a) {
    cblas_dsyrk(
        CblasColMajor,
        CblasUpper,
        CblasTrans,
        a.columns,
        a.rows,
        alpha,
        of(a),
        a.rows,
        0,
        pointer,
        rows);
  }

  @Override
  void vector(double alpha, int orderA, Matrix a, Matrix b, double beta) {
    cblas_dgemv(
        CblasColMajor, orderA, a.rows, a.columns, alpha, of(a), a.rows, of(b), 1, beta, pointer, 1);
  }

  @Override
  void general(double alpha, int orderA, Matrix a, int orderB, Matrix b, int inner, double beta) {
    cblas_dgemm(
        CblasColMajor,
        orderA,
        orderB,
        rows,
        columns,
        inner,
        alpha,
        of(a),
        a.rows,
        of(b),
        b.rows,
        beta,
        pointer,
        rows);
  }
}
