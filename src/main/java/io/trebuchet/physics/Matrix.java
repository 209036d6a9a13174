package io.trebuchet.physics;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ddot;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dscal;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;

import java.nio.DoubleBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A matrix outside the heap, column-major ({@code f}-order); a vector is a single column. The only
 * class that knows ND4J: using it loads the library. BLAS runs on the calling thread alone, so that
 * the bits of a result do not depend on what else runs.
 *
 * <p>Products go to OpenBLAS on the array's own memory, and Java loops read and write whole columns
 * in bulk: both cost far less than a call of an ND4J operation, and neither allocates.
 */
final class Matrix implements AutoCloseable {
  static {
    // ND4J sets its thread counts while it loads, so ours must come after.
    Nd4j.create(DataType.DOUBLE, 1).close();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    blas_set_num_threads(1);
  }

  private static final AtomicLong BYTES_IN_USE = new AtomicLong();

  private final INDArray array;
  private final DoublePointer pointer;
  private final DoubleBuffer buffer;
  private final int rows;
  private final int columns;
  private final boolean view;

  private Matrix(INDArray array, DoublePointer pointer, int rows, int columns, boolean view) {
    this.array = array;
    this.pointer = pointer;
    this.buffer = pointer.asBuffer();
    this.rows = rows;
    this.columns = columns;
    this.view = view;
  }

  /**
   * A rows×columns matrix of zeros.
   *
   * @throws IllegalArgumentException if it has more than 2³¹ − 1 entries
   */
  static Matrix zeros(int rows, int columns) {
    long length = (long) rows * columns;
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a %d×%d matrix has more than 2^31 - 1 entries: make the model or the data smaller"
              .formatted(rows, columns));
    }
    INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
    DoublePointer pointer = new DoublePointer(array.data().addressPointer());
    pointer.capacity(length);
    pointer.zero();
    BYTES_IN_USE.addAndGet(Double.BYTES * length);
    return new Matrix(array, pointer, rows, columns, false);
  }

  /** A rows×columns matrix of the given values, one column after another. */
  static Matrix of(int rows, int columns, double[] values) {
    if (values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "%d values do not fill a %d×%d matrix".formatted(values.length, rows, columns));
    }
    Matrix matrix = zeros(rows, columns);
    matrix.write(values);
    return matrix;
  }

  /** Columns {@code from} (inclusive) to {@code to} (exclusive), sharing this matrix's memory. */
  Matrix columns(int from, int to) {
    DoublePointer start = new DoublePointer(pointer);
    start.position((long) from * rows).limit((long) to * rows);
    return new Matrix(array, start, rows, to - from, true);
  }

  /** The same entries, one column after another, read as another shape; shares the memory. */
  Matrix reshaped(int newRows, int newColumns) {
    if ((long) newRows * newColumns != (long) rows * columns) {
      throw new IllegalArgumentException(
          "a %d×%d matrix cannot be read as %d×%d".formatted(rows, columns, newRows, newColumns));
    }
    return new Matrix(array, new DoublePointer(pointer), newRows, newColumns, true);
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** One view of each column. */
  Matrix[] eachColumn() {
    Matrix[] each = new Matrix[columns];
    for (int j = 0; j < columns; j++) {
      each[j] = columns(j, j + 1);
    }
    return each;
  }

  /** Copies all entries into the first part of {@code into}. */
  void read(double[] into) {
    buffer.get(0, into, 0, rows * columns);
  }

  /** Copies all entries from {@code values}. */
  void write(double[] values) {
    buffer.put(0, values, 0, rows * columns);
  }

  /** Copies column {@code j} into the first part of {@code into}. */
  void readColumn(int j, double[] into) {
    buffer.get(j * rows, into, 0, rows);
  }

  /** Copies column {@code j} from the first part of {@code values}. */
  void writeColumn(int j, double[] values) {
    buffer.put(j * rows, values, 0, rows);
  }

  /** this ← other. */
  void set(Matrix other) {
    requireShape(other.rows, other.columns);
    cblas_dcopy(rows * columns, other.pointer, 1, pointer, 1);
  }

  /** this ← this + factor·other. */
  void add(double factor, Matrix other) {
    requireShape(other.rows, other.columns);
    cblas_daxpy(rows * columns, factor, other.pointer, 1, pointer, 1);
  }

  /** this ← factor·this. */
  void scale(double factor) {
    cblas_dscal(rows * columns, factor, pointer, 1);
  }

  /** Σ_ij this_ij other_ij. */
  double dot(Matrix other) {
    requireShape(other.rows, other.columns);
    return cblas_ddot(rows * columns, pointer, 1, other.pointer, 1);
  }

  /** this ← beta·this + alpha·A·B. */
  void product(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, false, b, false, beta);
  }

  /** this ← beta·this + alpha·Aᵀ·B. */
  void productTransposed(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, true, b, false, beta);
  }

  /** this ← beta·this + alpha·A·Bᵀ. */
  void productWithTransposed(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, false, b, true, beta);
  }

  /** The upper triangle of this ← alpha·AᵀA; the strict lower triangle stays as it is. */
  void gram(double alpha, Matrix a) {
    requireShape(a.columns, a.columns);
    cblas_dsyrk(
        CblasColMajor,
        CblasUpper,
        CblasTrans,
        a.columns,
        a.rows,
        alpha,
        a.pointer,
        a.rows,
        0,
        pointer,
        rows);
  }

  private void multiply(
      double alpha, Matrix a, boolean transposeA, Matrix b, boolean transposeB, double beta) {
    int inner = transposeA ? a.rows : a.columns;
    int innerB = transposeB ? b.columns : b.rows;
    requireShape(transposeA ? a.columns : a.rows, transposeB ? b.rows : b.columns);
    if (inner != innerB) {
      throw new IllegalArgumentException("inner sizes differ: %d and %d".formatted(inner, innerB));
    }
    if (columns == 1 && !transposeB) {
      cblas_dgemv(
          CblasColMajor,
          transposeA ? CblasTrans : CblasNoTrans,
          a.rows,
          a.columns,
          alpha,
          a.pointer,
          a.rows,
          b.pointer,
          1,
          beta,
          pointer,
          1);
      return;
    }
    cblas_dgemm(
        CblasColMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        rows,
        columns,
        inner,
        alpha,
        a.pointer,
        a.rows,
        b.pointer,
        b.rows,
        beta,
        pointer,
        rows);
  }

  private void requireShape(int expectedRows, int expectedColumns) {
    if (rows != expectedRows || columns != expectedColumns) {
      throw new IllegalArgumentException(
          "a %d×%d matrix cannot hold a %d×%d result"
              .formatted(rows, columns, expectedRows, expectedColumns));
    }
  }

  /** Frees the memory at once; for a view, which owns none, does nothing. */
  @Override
  public void close() {
    if (!view && array.closeable()) {
      array.close();
      BYTES_IN_USE.addAndGet(-Double.BYTES * (long) rows * columns);
    }
  }

  /** Memory held by all matrices that were not closed yet. */
  static long bytesInUse() {
    return BYTES_IN_USE.get();
  }
}
