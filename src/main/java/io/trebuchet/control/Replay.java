package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.observe.CloserLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rule applied to the steps of one trial that ran without it: what it would have said, and
 * when. A rule that compares trials says nothing yet: its reports are kept for a {@link
 * Tournament}.
 */
public final class Replay {
  private final ControlRule control;
  private final TrialRules rules;
  private final List<Verdict.Report> reports = new ArrayList<>();
  private Verdict.@Nullable Halt halt;
  private @Nullable String failure;
  private long last = -1;

  private Replay(ControlRule control, StopSettings stop, double learningRate) {
    this.control = control;
    this.rules = TrialRules.create(stop, control, learningRate);
  }

  /** A replay before step 0. */
  public static Replay create(ControlRule rule, StopSettings stop, double learningRate) {
    return new Replay(rule, stop, learningRate);
  }

  /** Takes in a step that only a store still knows; steps after the verdict are ignored. */
  public void observe(long step, Measurement m) {
    observe(step, m, CloserLook.NONE);
  }

  /** Takes in a step; steps after the verdict are ignored. */
  public void observe(long step, Measurement m, CloserLook closer) {
    last = step;
    if (halt != null) {
      return;
    }
    switch (rules.judge(step, m, closer)) {
      case Verdict.Continue() -> {}
      case Verdict.Report report -> reports.add(report);
      case Verdict.Halt found -> halt = found;
    }
    rules.takeFailure().ifPresent(how -> failure = how);
  }

  /** The rule. */
  public ControlRule rule() {
    return control;
  }

  /** The first verdict; empty if the steps ended without one. */
  public Optional<Verdict.Halt> halt() {
    return Optional.ofNullable(halt);
  }

  /** What went wrong with the rule, if anything did. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** What a rule that compares trials was told, in order. */
  public List<Verdict.Report> reports() {
    return reports;
  }

  /** How the trial ends by itself, as far as is known. */
  public Outcome outcome() {
    return halt == null ? Outcome.INCOMPLETE : halt.outcome();
  }

  /** The last step that the rule lets be computed. */
  public long lastStep() {
    return halt == null ? last : halt.step();
  }
}
