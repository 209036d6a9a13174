package io.trebuchet.durable;

import java.util.Arrays;
import java.util.Optional;

/** The events of {@link SweepJournal} by name. */
enum EventKind {
  SWEEP_BEGUN("sweep-begun", 1),
  SWEEP_RESUMED("sweep-resumed", 1),
  TRIAL_STARTED("trial-started", 1),
  TRIAL_ENDED("trial-ended", 1),
  TRIAL_STOPPED("trial-stopped", 1),
  TRIAL_PAUSED("trial-paused", 1),
  TRIAL_CONTINUED("trial-continued", 1),
  SWEEP_PAUSED("sweep-paused", 1),
  SWEEP_CONTINUED("sweep-continued", 1);

  private final String word;
  private final int version;

  EventKind(String word, int version) {
    this.word = word;
    this.version = version;
  }

  static EventKind of(SweepJournal.Event event) {
    return switch (event) {
      case SweepJournal.SweepBegun begun -> SWEEP_BEGUN;
      case SweepJournal.SweepResumed resumed -> SWEEP_RESUMED;
      case SweepJournal.TrialStarted started -> TRIAL_STARTED;
      case SweepJournal.TrialEnded ended -> TRIAL_ENDED;
      case SweepJournal.TrialStopped stopped -> TRIAL_STOPPED;
      case SweepJournal.TrialPaused paused -> TRIAL_PAUSED;
      case SweepJournal.TrialContinued continued -> TRIAL_CONTINUED;
      case SweepJournal.SweepPaused paused -> SWEEP_PAUSED;
      case SweepJournal.SweepContinued continued -> SWEEP_CONTINUED;
    };
  }

  static Optional<EventKind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  String word() {
    return word;
  }

  /** Raised when a field gets another meaning or goes; one more field does not need it. */
  int version() {
    return version;
  }
}
