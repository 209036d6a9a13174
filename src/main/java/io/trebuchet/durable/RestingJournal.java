package io.trebuchet.durable;

import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The journal of a sweep that no process works on. */
public final class RestingJournal {
  private RestingJournal() {}

  /**
   * Notes that trials are to go on once the sweep is resumed, unless one of them cannot.
   *
   * @param known results of trials that need not be in the journal
   * @param trials all paused ones if none is named
   * @return what was noted; nothing if a trial cannot go on
   * @throws IOException if the journal cannot be read or written
   */
  public static Continuation letGoOn(
      SweepJournal journal, List<TrialResult> known, List<String> trials) throws IOException {
    SweepState state = SweepState.read(journal);
    state.learn(known, Map.of());
    Continuation continuation = Continuation.of(state, trials);
    if (continuation.ended().isEmpty()) {
      journal.append(continuation.events());
    }
    return continuation;
  }
}
