package io.trebuchet.physics;

/**
 * The least memory that trials of one problem hold, in bytes, on the heap and outside of it: only
 * arrays that grow with the model or its data count, so that more than there is of it is too much.
 *
 * @param sharedHeap what all of them share
 * @param sharedOutside the same outside the heap
 * @param trialHeap what each has of its own
 * @param trialOutside the same outside the heap
 */
public record MemoryNeed(long sharedHeap, long sharedOutside, long trialHeap, long trialOutside) {
  /** Nothing, or nothing that is known. */
  public static final MemoryNeed NONE = new MemoryNeed(0, 0, 0, 0);

  /** Of so many numbers in double precision, all of them on the heap. */
  public static MemoryNeed ofHeap(double shared, double trial) {
    return new MemoryNeed(bytes(shared), 0, bytes(trial), 0);
  }

  /** Bytes of so many doubles; what is beyond all bounds is the largest number. */
  public static long bytes(double numbers) {
    return (long) (numbers * Double.BYTES);
  }

  /** With the points that the problem keeps. */
  public MemoryNeed with(Sample sample) {
    Dataset test = sample.test();
    double numbers = numbers(sample.train()) + (test == null ? 0 : numbers(test));
    return new MemoryNeed(sum(sharedHeap, bytes(numbers)), sharedOutside, trialHeap, trialOutside);
  }

  private static double numbers(Dataset data) {
    return data.size() * (data.dimension() + 1.0);
  }

  /** On the heap, of so many trials side by side. */
  public long heap(int trials) {
    return sum(sharedHeap, product(trialHeap, trials));
  }

  /** Outside the heap, of so many trials side by side. */
  public long outside(int trials) {
    return sum(sharedOutside, product(trialOutside, trials));
  }

  /** Both of neither negative number, or the largest there is. */
  public static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long product(long bytes, int trials) {
    return (long) ((double) bytes * trials);
  }
}
