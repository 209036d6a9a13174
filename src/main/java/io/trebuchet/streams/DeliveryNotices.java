package io.trebuchet.streams;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.Quarantine;
import io.trebuchet.storage.RefusedRow;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What people are told of a store's troubles: each once, and a long outage each minute. */
final class DeliveryNotices {
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final Consumer<String> people;
  private final Rhythm rhythm;
  private final Ledger ledger;
  private final boolean spooling;
  private final boolean dropping;
  private boolean outage;
  private long outages;
  private long since;
  private boolean full;
  private boolean refused;
  private boolean ended;

  private DeliveryNotices(
      Consumer<String> people, Rhythm rhythm, Ledger ledger, boolean spooling, boolean dropping) {
    this.people = people;
    this.rhythm = rhythm;
    this.ledger = ledger;
    this.spooling = spooling;
    this.dropping = dropping;
  }

  /**
   * Notices of a delivery.
   *
   * @param spooling whether it has a spool
   * @param dropping whether it drops what the spool has no room for
   */
  static DeliveryNotices of(
      Consumer<String> people, Rhythm rhythm, Ledger ledger, boolean spooling, boolean dropping) {
    return new DeliveryNotices(people, rhythm, ledger, spooling, dropping);
  }

  /** The store does not take metrics. */
  synchronized void outage(String message) {
    if (outage) {
      return;
    }
    outage = true;
    since = rhythm.nanoTime();
    people.accept(
        message
            + (spooling
                ? "; trying again, metrics go to the spool meanwhile and training goes on"
                : "; trying again, training waits meanwhile"));
    remind(outages);
  }

  private void remind(long number) {
    rhythm.after(REMINDER, () -> again(number));
  }

  private synchronized void again(long number) {
    if (!outage || ended || number != outages) {
      return;
    }
    people.accept(
        String.format(
            Locale.ROOT,
            "the store has not taken metrics for %d min; %s",
            Duration.ofNanos(rhythm.nanoTime() - since).toMinutes(),
            spooling
                ? String.format(
                    Locale.ROOT, "%,d rows wait in the spool", ledger.balance().spooled())
                : "training waits"));
    remind(number);
  }

  /** It takes them again. */
  synchronized void stored() {
    if (outage) {
      outage = false;
      outages++;
      people.accept("the store takes metrics again");
    }
  }

  /** It will not be asked again; no outage is spoken of any more. */
  synchronized void ended() {
    ended = true;
  }

  /** There is no room for what waits. */
  synchronized void full(String what) {
    if (!full) {
      full = true;
      people.accept(
          dropping
              ? what + "; metrics are dropped until the store answers (spool.when-full = drop)"
              : what + "; training waits until the store answers, nothing is dropped");
    }
  }

  /** There is room again. */
  synchronized void room() {
    full = false;
  }

  /** Rows of a batch were refused one by one. */
  synchronized void refused(List<RefusedRow> rows, Quarantine kept) {
    if (!refused) {
      refused = true;
      people.accept(
          String.format(
              Locale.ROOT,
              "the store refused %d rows of a batch, which are kept in %s: %s",
              rows.size(),
              kept.file(),
              rows.getFirst().why()));
    }
  }

  /** The store will not have us. */
  synchronized void stoppedStoring(String why) {
    ended = true;
    people.accept(
        why
            + "; storing stops, metrics go to the spool and training goes on: once that is mended,"
            + " trebuchet verify sends them");
  }
}
