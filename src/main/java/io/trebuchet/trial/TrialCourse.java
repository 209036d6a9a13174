package io.trebuchet.trial;

import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a trial stands between two chunks, and so what each command means to it: whether the next
 * chunk may begin, which verdict it waits at, and who ends it. Every method is something that
 * happened; the answer is what is to be done about it.
 */
public final class TrialCourse {
  private boolean due;
  private boolean paused;
  private boolean waitsForCredit;
  private boolean waitsForBatch;
  private boolean computing;
  private @Nullable TrialEvent announcement;
  private Verdict open = Verdict.CONTINUE;
  private @Nullable MetricBlock tail;
  private Verdict.@Nullable Halt stop;
  private Verdict.@Nullable Halt stopUnlessVerdict;
  private Verdict.@Nullable Halt ending;
  private @Nullable TrialResult result;

  private TrialCourse() {}

  /** The course of a trial that has not started. */
  public static TrialCourse create() {
    return new TrialCourse();
  }

  /** What a trial does once the stream has taken all that it offered. */
  public sealed interface Next {
    /** Begins another chunk. */
    Next CHUNK = new Chunk();

    /** See {@link #CHUNK}. */
    record Chunk() implements Next {}

    /** Offers an event that came up in the chunk. */
    record Announce(TrialEvent event) implements Next {}

    /** Has the verdict audited; {@code tail} ends with its step. */
    record Audit(Verdict.Halt halt, MetricBlock tail) implements Next {}

    /** Has the controller compare it with other trials. */
    record Compare(Verdict.Report report) implements Next {}

    /** Ends, for this reason. */
    record End(Verdict.Halt halt) implements Next {}

    /** Is over, and says so. */
    record Leave(TrialResult result) implements Next {}
  }

  /** A chunk is due: whether it begins now. If not, it stays due. */
  public boolean takeTurn() {
    due =
        paused
            || waitsForCredit
            || waitsForBatch
            || computing
            || !(open instanceof Verdict.Continue)
            || result != null;
    return !due;
  }

  /** Whether a chunk is due that could not begin yet. */
  public boolean due() {
    return due;
  }

  /** The trial has started, its first chunk is due; or it has ended before, at a verdict. */
  public void started(Verdict before) {
    due = true;
    if (before instanceof Verdict.Halt halt) {
      stop = halt;
    }
  }

  /** The trial needs a batch, and computes nothing before it has one. */
  public void needsBatch() {
    waitsForBatch = true;
  }

  /** It has one: whether a chunk is due. */
  public boolean joinedBatch() {
    waitsForBatch = false;
    return due;
  }

  /** A chunk is being computed elsewhere. */
  public void lent() {
    computing = true;
  }

  /** It came back. */
  public void returned() {
    computing = false;
  }

  /** Whether the trial's run is lent. */
  public boolean isLent() {
    return computing;
  }

  /** A chunk ended with this verdict. */
  public void judged(Verdict verdict, MetricBlock block) {
    open = verdict;
    switch (verdict) {
      case Verdict.Continue() -> {}
      case Verdict.Report report -> {}
      case Verdict.Halt halt -> {
        tail = block;
        // A verdict is a result, and must not give way to whoever came during its chunk.
        stopUnlessVerdict = stop;
        stop = null;
      }
    }
  }

  /** An event came up, for which the stream has no room before the chunk's rows are taken. */
  public void announce(TrialEvent event) {
    announcement = event;
  }

  /** The stream was offered something. */
  public void offered() {
    waitsForCredit = true;
  }

  /** The stream has taken it. */
  public Next credited() {
    waitsForCredit = false;
    if (result != null) {
      return new Next.Leave(result);
    }
    if (announcement != null) {
      Next next = new Next.Announce(announcement);
      announcement = null;
      return next;
    }
    if (ending != null) {
      return new Next.End(ending);
    }
    if (stop != null) {
      return new Next.End(stop);
    }
    return switch (open) {
      case Verdict.Continue() -> Next.CHUNK;
      case Verdict.Report report -> new Next.Compare(report);
      case Verdict.Halt halt -> new Next.Audit(halt, tail());
    };
  }

  private MetricBlock tail() {
    if (tail == null) {
      throw new IllegalStateException("a verdict without its block");
    }
    return tail;
  }

  /** Somebody stops the trial: whether it ends now. If not, it does so at a later credit. */
  public boolean stop(Verdict.Halt halt) {
    if (result != null || stop != null || ending != null) {
      return false;
    }
    // A verdict is a result, and must not give way to whoever came between it and its audit.
    boolean foreign = halt.outcome() == Outcome.STOPPED && !halt.equals(open);
    if (open instanceof Verdict.Halt && foreign) {
      stopUnlessVerdict = halt;
      return false;
    }
    stop = halt;
    return !waitsForCredit && !computing;
  }

  /** Whether the trial may be saved now; if not, it can be at a later credit. */
  public boolean pause() {
    paused = true;
    return isSavable();
  }

  /** Whether the trial may be saved now: every step is taken, and no verdict is open. */
  public boolean isSavable() {
    // At a report, a resume would go on past the comparison unjudged.
    return !waitsForCredit && !computing && open instanceof Verdict.Continue && result == null;
  }

  /** A chunk may begin. */
  public void goOn() {
    paused = false;
  }

  /** The verdict does not hold: who ends the trial all the same; empty if it goes on. */
  public Optional<Verdict.Halt> overrule() {
    open = Verdict.CONTINUE;
    tail = null;
    stop = stopUnlessVerdict == null ? stop : stopUnlessVerdict;
    return Optional.ofNullable(stopUnlessVerdict);
  }

  /** The trial ends for this reason once the stream has taken its last rows. */
  public void endsAfterCredit(Verdict.Halt halt) {
    ending = halt;
  }

  /** The trial has ended; only its last event is still on the way. */
  public void ended(TrialResult row) {
    result = row;
  }

  /** The row of the trial once it has ended. */
  public Optional<TrialResult> result() {
    return Optional.ofNullable(result);
  }
}
