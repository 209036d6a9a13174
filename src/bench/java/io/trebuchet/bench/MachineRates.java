package io.trebuchet.bench;

import io.trebuchet.physics.linalg.ProductProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the machine can do, measured on as many threads as trials run side by side.
 *
 * @param flops of matrix products, operations per second
 * @param bytes from and to memory, per second
 */
record MachineRates(double flops, double bytes) {
  private static final int ATTEMPTS = 5;
  private static final long ATTEMPT_NANOS = 100_000_000;
  // Three arrays of it are far larger than any cache.
  private static final int STREAM_LENGTH = 1 << 22;

  /** Measures both; takes about two seconds. */
  static MachineRates measure(int threads) {
    return new MachineRates(
        together(threads, MachineRates::products), together(threads, MachineRates::streams));
  }

  private static double products() {
    try (ProductProbe probe = ProductProbe.create(1024, 1024, 128)) {
      return best(probe::multiply, probe.flops());
    }
  }

  private static double streams() {
    double[] a = new double[STREAM_LENGTH];
    double[] b = new double[STREAM_LENGTH];
    double[] c = new double[STREAM_LENGTH];
    return best(() -> triad(a, b, c), 3.0 * Double.BYTES * STREAM_LENGTH);
  }

  private static void triad(double[] a, double[] b, double[] c) {
    for (int i = 0; i < a.length; i++) {
      a[i] = b[i] + 3 * c[i];
    }
  }

  /** The highest rate of several attempts: whatever disturbs makes it lower. */
  private static double best(Runnable action, double amount) {
    double best = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long began = System.nanoTime();
      long now = began;
      int times = 0;
      while (now - began < ATTEMPT_NANOS) {
        action.run();
        times++;
        now = System.nanoTime();
      }
      best = Math.max(best, times * amount / (now - began) * 1e9);
    }
    return best;
  }

  private static double together(int threads, Callable<Double> measurement) {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Double>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(measurement));
      }
      double sum = 0;
      for (Future<Double> each : running) {
        sum += each.get();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the machine's rates cannot be measured", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the machine's rates", e);
    }
  }
}
