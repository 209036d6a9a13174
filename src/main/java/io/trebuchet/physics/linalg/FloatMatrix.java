package io.trebuchet.physics.linalg;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsdot;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_scopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssyrk;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link Matrix} of floats. Reading and writing goes through a buffer of its own, so that even a
 * matrix that threads share may be read by one at a time only; BLAS may use it from all.
 */
final class FloatMatrix extends Matrix {
  private static final int CHUNK = 1024;

  private final FloatPointer pointer;
  private final FloatBuffer buffer;
  private float @Nullable [] chunk;

  /** Over a new array. */
  FloatMatrix(INDArray array, int rows, int columns) {
    super(array, false, rows, columns);
    pointer = new FloatPointer(array.data().addressPointer());
    pointer.capacity((long) rows * columns);
    buffer = pointer.asBuffer();
  }

  private FloatMatrix(INDArray array, FloatPointer pointer, int rows, int columns) {
    super(array, true, rows, columns);
    this.pointer = pointer;
    buffer = pointer.asBuffer();
  }

  @Override
  Matrix view(int from, int newRows, int newColumns) {
    FloatPointer start = new FloatPointer(pointer);
    start.position(from).limit(from + (long) newRows * newColumns);
    return new FloatMatrix(array(), start, newRows, newColumns);
  }

  @Override
  Precision precision() {
    return Precision.FLOAT;
  }

  private static FloatPointer of(Matrix matrix) {
    return ((FloatMatrix) matrix).pointer;
  }

  @Override
  void clear() {
    pointer.zero();
  }

  @Override
  public void read(int at, double[] into, int to, int count) {
    float[] part = chunk();
    for (int done = 0; done < count; done += CHUNK) {
      int length = Math.min(CHUNK, count - done);
      buffer.get(at + done, part, 0, length);
      for (int i = 0; i < length; i++) {
        into[to + done + i] = part[i];
      }
    }
  }

  @Override
  public void write(int at, double[] values, int from, int count) {
    float[] part = chunk();
    for (int done = 0; done < count; done += CHUNK) {
      int length = Math.min(CHUNK, count - done);
      for (int i = 0; i < length; i++) {
        part[i] = (float) values[from + done + i];
      }
      buffer.put(at + done, part, 0, length);
    }
  }

  /** Made when first needed: most views of columns are for BLAS alone. */
  private float[] chunk() {
    float[] part = chunk;
    if (part == null) {
      part = new float[CHUNK];
      chunk = part;
    }
    return part;
  }

  @Override
  void copy(Matrix other) {
    cblas_scopy(rows * columns, of(other), 1, pointer, 1);
  }

  @Override
  void addScaled(double factor, Matrix other) {
    cblas_saxpy(rows * columns, (float) factor, of(other), 1, pointer, 1);
  }

  @Override
  public void scale(double factor) {
    cblas_sscal(rows * columns, (float) factor, pointer, 1);
  }

  @Override
  double sumOfProducts(Matrix other) {
    return cblas_dsdot(rows * columns, pointer, 1, of(other), 1);
  }

  @Override
  void symmetric(double alpha, Matrix a) {
    cblas_ssyrk(
        CblasColMajor,
        CblasUpper,
        CblasTrans,
        a.columns,
        a.rows,
        (float) alpha,
        of(a),
        a.rows,
        0,
        pointer,
        rows);
  }

  @Override
  void vector(double alpha, int orderA, Matrix a, Matrix b, double beta) {
    cblas_sgemv(
        CblasColMajor,
        orderA,
        a.rows,
        a.columns,
        (float) alpha,
        of(a),
        a.rows,
        of(b),
        1,
        (float) beta,
        pointer,
        1);
  }

  @Override
  void general(double alpha, int orderA, Matrix a, int orderB, Matrix b, int inner, double beta) {
    cblas_sgemm(
        CblasColMajor,
        orderA,
        orderB,
        rows,
        columns,
        inner,
        (float) alpha,
        of(a),
        a.rows,
        of(b),
        b.rows,
        (float) beta,
        pointer,
        rows);
  }
}
