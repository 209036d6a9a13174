package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One trial's rows as a store gives them back: how many, their checksum, and what is odd. */
final class TrialAudit {
  private static final int MOST_FLAWS = 3;

  private final List<String> flaws = new ArrayList<>();
  private @Nullable StepChecksum checksum;
  private long rows;
  private long moreFlaws;

  private TrialAudit() {}

  /** An audit that has seen no rows. */
  static TrialAudit create() {
    return new TrialAudit();
  }

  /** Takes the next rows. */
  void take(MetricBlock block) {
    for (int row = 0; row < block.rows(); row++) {
      if (block.step(row) == Long.MIN_VALUE) {
        flaw("a row has no step");
      }
    }
    if (checksum == null) {
      checksum = StepChecksum.create(block.series());
    }
    checksum.add(block);
    rows += block.rows();
  }

  /** Takes what is odd about a row. */
  void flaw(String what) {
    if (flaws.size() < MOST_FLAWS) {
      flaws.add(what);
    } else {
      moreFlaws++;
    }
  }

  long rows() {
    return rows;
  }

  /** Whether the rows are those that a trial recorded, as far as is known of it. */
  boolean isOf(TrialSteps produced) {
    String found = checksum == null ? null : checksum.steps().checksum();
    return rows == produced.rows()
        && flaws.isEmpty()
        && (rows == 0 || produced.checksum() == null || Objects.equals(found, produced.checksum()));
  }

  /** What is odd, at most a few of each kind. */
  List<String> flaws() {
    List<String> told = new ArrayList<>(flaws);
    if (moreFlaws > 0) {
      told.add(String.format(Locale.ROOT, "and %d more", moreFlaws));
    }
    return List.copyOf(told);
  }
}
