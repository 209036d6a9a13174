package io.trebuchet.physics.linalg;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A matrix outside the heap, column-major ({@code f}-order); a vector is a single column. The only
 * class, with its two forms for the two types of numbers, that knows ND4J: using it loads the
 * library. BLAS runs on the calling thread alone, so that the bits of a result do not depend on
 * what else runs. All operands of a call must be of one {@link Precision}.
 *
 * <p>Products go to OpenBLAS on the array's own memory, and Java loops read and write whole columns
 * in bulk, always as doubles: both cost far less than a call of an ND4J operation, and neither
 * allocates.
 */
public abstract sealed class Matrix implements AutoCloseable permits DoubleMatrix, FloatMatrix {
  static {
    NativeCache.check();
    // ND4J sets its thread counts while it loads, so ours must come after.
    Nd4j.create(DataType.DOUBLE, 1).close();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    blas_set_num_threads(1);
  }

  private static final AtomicLong BYTES_IN_USE = new AtomicLong();

  private final INDArray array;
  private final boolean view;
  final int rows;
  final int columns;

  Matrix(INDArray array, boolean view, int rows, int columns) {
    this.array = array;
    this.view = view;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * A rows×columns matrix of zeros in double precision.
   *
   * @throws IllegalArgumentException if it has more than 2³¹ − 1 entries
   */
  public static Matrix zeros(int rows, int columns) {
    return zeros(rows, columns, Precision.DOUBLE);
  }

  /**
   * A rows×columns matrix of zeros.
   *
   * @throws IllegalArgumentException if it has more than 2³¹ − 1 entries
   */
  public static Matrix zeros(int rows, int columns, Precision precision) {
    long length = (long) rows * columns;
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a %d×%d matrix has more than 2^31 - 1 entries: make the model or the data smaller",
              rows,
              columns));
    }
    Matrix matrix =
        switch (precision) {
          case DOUBLE -> new DoubleMatrix(create(DataType.DOUBLE, rows, columns), rows, columns);
          case FLOAT -> new FloatMatrix(create(DataType.FLOAT, rows, columns), rows, columns);
        };
    matrix.clear();
    BYTES_IN_USE.addAndGet(matrix.bytes());
    return matrix;
  }

  private static INDArray create(DataType type, int rows, int columns) {
    return Nd4j.createUninitialized(type, new long[] {rows, columns}, 'f');
  }

  /** A rows×columns matrix of the given values, one column after another. */
  public static Matrix of(int rows, int columns, double[] values) {
    return of(rows, columns, values, Precision.DOUBLE);
  }

  /** A rows×columns matrix of the given values, one column after another. */
  public static Matrix of(int rows, int columns, double[] values, Precision precision) {
    if (values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d values do not fill a %d×%d matrix", values.length, rows, columns));
    }
    Matrix matrix = zeros(rows, columns, precision);
    matrix.write(values);
    return matrix;
  }

  /** Columns {@code from} (inclusive) to {@code to} (exclusive), sharing this matrix's memory. */
  public Matrix columns(int from, int to) {
    return view(from * rows, rows, to - from);
  }

  /** The same entries, one column after another, read as another shape; shares the memory. */
  public Matrix reshaped(int newRows, int newColumns) {
    if ((long) newRows * newColumns != (long) rows * columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a %d×%d matrix cannot be read as %d×%d",
              rows,
              columns,
              newRows,
              newColumns));
    }
    return view(0, newRows, newColumns);
  }

  /** The entries from index {@code from} on, read in a shape of their own; shares the memory. */
  abstract Matrix view(int from, int newRows, int newColumns);

  abstract Precision precision();

  /** The array that views of this matrix keep alive. */
  final INDArray array() {
    return array;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** One view of each column. */
  public Matrix[] eachColumn() {
    Matrix[] each = new Matrix[columns];
    for (int j = 0; j < columns; j++) {
      each[j] = columns(j, j + 1);
    }
    return each;
  }

  /** Copies all entries into the first part of {@code into}. */
  public void read(double[] into) {
    read(0, into, rows * columns);
  }

  /** Copies all entries from {@code values}. */
  public void write(double[] values) {
    write(0, values, rows * columns);
  }

  /** Copies column {@code j} into the first part of {@code into}. */
  public void readColumn(int j, double[] into) {
    read(j * rows, into, rows);
  }

  /** Copies column {@code j} from the first part of {@code values}. */
  public void writeColumn(int j, double[] values) {
    write(j * rows, values, rows);
  }

  /** Copies {@code count} entries from index {@code at} on. */
  public final void read(int at, double[] into, int count) {
    read(at, into, 0, count);
  }

  /** The same, to index {@code to} of {@code into} and beyond. */
  public abstract void read(int at, double[] into, int to, int count);

  /** Sets {@code count} entries from index {@code at} on. */
  public final void write(int at, double[] values, int count) {
    write(at, values, 0, count);
  }

  /** The same, from index {@code from} of {@code values}. */
  public abstract void write(int at, double[] values, int from, int count);

  /** this ← 0. */
  abstract void clear();

  /** this ← other. */
  public void set(Matrix other) {
    requireShape(other.rows, other.columns);
    copy(other);
  }

  /** this ← this + factor·other. */
  public void add(double factor, Matrix other) {
    requireShape(other.rows, other.columns);
    addScaled(factor, other);
  }

  /** this ← factor·this. */
  public abstract void scale(double factor);

  /** Σ_ij this_ij other_ij, summed in double. */
  public double dot(Matrix other) {
    requireShape(other.rows, other.columns);
    return sumOfProducts(other);
  }

  /** this ← beta·this + alpha·A·B. */
  public void product(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, false, b, false, beta);
  }

  /** this ← beta·this + alpha·Aᵀ·B. */
  public void productTransposed(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, true, b, false, beta);
  }

  /** this ← beta·this + alpha·A·Bᵀ. */
  public void productWithTransposed(double alpha, Matrix a, Matrix b, double beta) {
    multiply(alpha, a, false, b, true, beta);
  }

  /** The upper triangle of this ← alpha·AᵀA; the strict lower triangle stays as it is. */
  public void gram(double alpha, Matrix a) {
    requireShape(a.columns, a.columns);
    symmetric(alpha, a);
  }

  private void multiply(
      double alpha, Matrix a, boolean transposeA, Matrix b, boolean transposeB, double beta) {
    int inner = transposeA ? a.rows : a.columns;
    int innerB = transposeB ? b.columns : b.rows;
    requireShape(transposeA ? a.columns : a.rows, transposeB ? b.rows : b.columns);
    if (inner != innerB) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "inner sizes differ: %d and %d", inner, innerB));
    }
    int orderA = transposeA ? CblasTrans : CblasNoTrans;
    if (columns == 1 && !transposeB) {
      vector(alpha, orderA, a, b, beta);
    } else {
      general(alpha, orderA, a, transposeB ? CblasTrans : CblasNoTrans, b, inner, beta);
    }
  }

  // The calls of BLAS, on shapes that fit.

  abstract void copy(Matrix other);

  abstract void addScaled(double factor, Matrix other);

  abstract double sumOfProducts(Matrix other);

  abstract void symmetric(double alpha, Matrix a);

  abstract void vector(double alpha, int orderA, Matrix a, Matrix b, double beta);

  abstract void general(
      double alpha, int orderA, Matrix a, int orderB, Matrix b, int inner, double beta);

  private void requireShape(int expectedRows, int expectedColumns) {
    if (rows != expectedRows || columns != expectedColumns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a %d×%d matrix cannot hold a %d×%d result",
              rows,
              columns,
              expectedRows,
              expectedColumns));
    }
  }

  private long bytes() {
    return (long) precision().bytes() * rows * columns;
  }

  /** Frees the memory at once; for a view, which owns none, does nothing. */
  @Override
  public void close() {
    if (!view && array.closeable()) {
      array.close();
      BYTES_IN_USE.addAndGet(-bytes());
    }
  }

  /** Memory held by all matrices that were not closed yet. */
  public static long bytesInUse() {
    return BYTES_IN_USE.get();
  }
}
