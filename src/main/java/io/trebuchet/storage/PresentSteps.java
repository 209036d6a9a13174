package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import java.util.Arrays;

/**
 * Which steps of a trial a store has, as stretches of consecutive ones, and when they were. Not
 * thread-safe.
 */
public final class PresentSteps {
  private long[] first = new long[4];
  private long[] last = new long[4];
  private long[] firstTime = new long[4];
  private long[] lastTime = new long[4];
  private int stretches;
  private long rows;

  private PresentSteps() {}

  /** None yet. */
  public static PresentSteps none() {
    return new PresentSteps();
  }

  /** Takes the next rows, whose steps increase; one that does not is passed over. */
  public void add(MetricBlock block) {
    for (int row = 0; row < block.rows(); row++) {
      add(block.step(row), block.timestamp(row));
    }
  }

  private void add(long step, long time) {
    if (step < 0 || (stretches > 0 && step <= last[stretches - 1])) {
      return;
    }
    rows++;
    if (stretches > 0 && step == last[stretches - 1] + 1) {
      last[stretches - 1] = step;
      lastTime[stretches - 1] = time;
      return;
    }
    if (stretches == first.length) {
      first = Arrays.copyOf(first, 2 * stretches);
      last = Arrays.copyOf(last, 2 * stretches);
      firstTime = Arrays.copyOf(firstTime, 2 * stretches);
      lastTime = Arrays.copyOf(lastTime, 2 * stretches);
    }
    first[stretches] = step;
    last[stretches] = step;
    firstTime[stretches] = time;
    lastTime[stretches] = time;
    stretches++;
  }

  /** How many there are. */
  public long rows() {
    return rows;
  }

  /** The last of them, −1 if there is none. */
  public long last() {
    return stretches == 0 ? -1 : last[stretches - 1];
  }

  /** Whether they are all from 0 to {@link #last}. */
  public boolean unbroken() {
    return stretches == 0 || (stretches == 1 && first[0] == 0);
  }

  /** Whether a step is there. */
  public boolean contains(long step) {
    int stretch = before(step);
    return stretch >= 0 && step <= last[stretch];
  }

  /** The last stretch that begins at a step or before it, −1 if none does. */
  private int before(long step) {
    int found = Arrays.binarySearch(first, 0, stretches, step);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * A time for a missing step that keeps the order of steps: between those of its neighbours.
   *
   * @param now for one that comes after all that are there
   */
  public long time(long step, long now) {
    int before = before(step);
    int after = before + 1;
    if (after == stretches) {
      return before < 0 ? now : Math.max(now, lastTime[before] + (step - last[before]));
    }
    if (before < 0) {
      return firstTime[0] - (first[0] - step);
    }
    // Every step took a nanosecond at least, recorded or not.
    long apart = (firstTime[after] - lastTime[before]) / (first[after] - last[before]);
    return lastTime[before] + Math.max(1, apart) * (step - last[before]);
  }
}
