package io.trebuchet.storage;

import io.trebuchet.metrics.TrialSteps;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * What is kept of one trial, held against what it recorded.
 *
 * @param rows of different steps
 * @param twice how many rows stand there once more, with the same values
 * @param present the steps that are there
 * @param whole whether they are all that the trial recorded, and nothing else
 * @param readable whether a reader can have them
 * @param flaws what is odd about single rows
 */
public record Held(
    String trial,
    long rows,
    long twice,
    PresentSteps present,
    boolean whole,
    boolean readable,
    List<String> flaws) {
  /** Copies the list. */
  public Held {
    flaws = List.copyOf(flaws);
  }

  /** That of a trial of which nothing is kept. */
  public static Held nothing(String trial, TrialSteps due) {
    return new Held(
        trial, 0, 0, PresentSteps.none(), TrialAudit.create().isOf(due), true, List.of());
  }

  /**
   * Reads all rows of a trial.
   *
   * @param due what it recorded
   * @param progress is told of rows as they are read
   */
  public static Held of(StoredSteps steps, String trial, TrialSteps due, LongConsumer progress)
      throws StoreException {
    TrialAudit audit = TrialAudit.create();
    PresentSteps present = PresentSteps.none();
    AtomicLong twice = new AtomicLong();
    SingleSteps once =
        SingleSteps.of(
            block -> {
              audit.take(block);
              present.add(block);
              progress.accept(block.rows());
            },
            new SingleSteps.Oddities() {
              @Override
              public void twice(long step, long timestamp) {
                twice.incrementAndGet();
              }

              @Override
              public void otherwise(long step) {
                audit.flaw(
                    String.format(Locale.ROOT, "step %d stands twice, with other values", step));
              }

              @Override
              public void late(long step, long after) {
                audit.flaw(String.format(Locale.ROOT, "step %d comes after step %d", step, after));
              }
            });
    boolean readable = true;
    try {
      steps.audit(trial, once::take, audit::flaw);
    } catch (StoreException e) {
      // A store that is there, and cannot say what it was given.
      if (e.fault() != StoreException.Fault.REFUSED) {
        throw e;
      }
      audit.flaw(String.format(Locale.ROOT, "its rows cannot be read (%s)", e.getMessage()));
      readable = false;
    } catch (NumberFormatException | UnsupportedOperationException e) {
      // A column has become one of another type.
      audit.flaw(String.format(Locale.ROOT, "its rows cannot be read (%s)", e));
      readable = false;
    }
    return new Held(
        trial, audit.rows(), twice.get(), present, audit.isOf(due), readable, audit.flaws());
  }
}
