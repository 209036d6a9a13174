package io.trebuchet.physics.linalg;

/**
 * A matrix product through the same BLAS calls as the models', to measure what the machine can do.
 * Not thread-safe; each thread has its own.
 */
public final class ProductProbe implements AutoCloseable {
  private final Matrix a;
  private final Matrix b;
  private final Matrix product;

  private ProductProbe(int rows, int inner, int columns) {
    a = Matrix.zeros(rows, inner);
    b = Matrix.zeros(inner, columns);
    product = Matrix.zeros(rows, columns);
  }

  /** A rows×inner matrix times an inner×columns one. */
  public static ProductProbe create(int rows, int inner, int columns) {
    return new ProductProbe(rows, inner, columns);
  }

  /** Computes the product once. */
  public void multiply() {
    product.product(1, a, b, 0);
  }

  /** Additions and multiplications of one product. */
  public double flops() {
    return 2.0 * a.rows() * a.columns() * b.columns();
  }

  @Override
  public void close() {
    a.close();
    b.close();
    product.close();
  }
}
