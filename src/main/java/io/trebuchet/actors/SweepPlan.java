package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a sweep's trials are pending, active or over: what starts next, what goes into the
 * journal, and what the sweep comes to.
 */
final class SweepPlan {
  private final List<TrialSpec> trials;
  private final SweepState state;
  private final int parallelism;
  private final TrialGroups groups;
  private final Deque<TrialSpec> pending = new ArrayDeque<>();
  private final RunningGroups running = RunningGroups.none();
  private final Map<String, TrialResult> results = new HashMap<>();
  private final Set<String> stopping = new HashSet<>();
  private final Set<String> revived = new HashSet<>();
  private boolean interrupted;
  private String refusal = "";

  private SweepPlan(List<TrialSpec> trials, SweepState state, int parallelism) {
    this.trials = trials;
    this.state = state;
    this.parallelism = parallelism;
    this.groups = TrialGroups.of(trials, parallelism);
    for (TrialSpec trial : trials) {
      state
          .result(trial.id())
          .ifPresentOrElse(result -> results.put(trial.id(), result), () -> pending.addLast(trial));
    }
  }

  /**
   * The plan of a sweep that goes on from a state.
   *
   * @param state becomes the plan's own
   * @param parallelism threads to keep busy
   */
  static SweepPlan of(List<TrialSpec> trials, SweepState state, int parallelism) {
    return new SweepPlan(trials, state, parallelism);
  }

  /** Trials that are over. */
  List<TrialSpec> over() {
    return trials.stream().filter(trial -> results.containsKey(trial.id())).toList();
  }

  /** Takes in an event. */
  void happened(SweepJournal.Event event) {
    state.apply(event);
  }

  /** Another trial that starts now, and is active from now on; empty if none does. */
  Optional<TrialSpec> next() {
    if (running.load(state::paused) >= parallelism) {
      return Optional.empty();
    }
    Optional<TrialSpec> next =
        pending.stream().filter(trial -> !state.paused(trial.id())).findFirst();
    next.ifPresent(
        trial -> {
          pending.remove(trial);
          running.put(trial.id(), trial.id());
        });
    return next;
  }

  /**
   * A group whose trials share products.
   *
   * @param starting those of its trials that start now, and are active from now on
   */
  record Gathered(String group, List<TrialSpec> starting) {}

  /** An active trial found products that so many can share: the first brings the others along. */
  Optional<Gathered> gather(TrialSpec trial, int most) {
    if (!running.contains(trial.id())) {
      return Optional.empty();
    }
    List<TrialSpec> members = groups.of(trial, most);
    String group = members.getFirst().id();
    List<TrialSpec> starting = new ArrayList<>();
    for (TrialSpec member : members) {
      if (running.contains(member.id())) {
        running.put(member.id(), group);
      } else if (!state.paused(member.id()) && pending.remove(member)) {
        running.put(member.id(), group);
        starting.add(member);
      }
    }
    running.batch(group);
    return Optional.of(new Gathered(group, List.copyOf(starting)));
  }

  /** A trial that is not pending computes nothing more, but is active until it has ended. */
  void ending(TrialSpec trial) {
    running.put(trial.id(), trial.id());
  }

  /** A trial is not to start: itself if it was pending. */
  Optional<TrialSpec> withdraw(String trial) {
    for (Iterator<TrialSpec> each = pending.iterator(); each.hasNext(); ) {
      TrialSpec spec = each.next();
      if (spec.id().equals(trial)) {
        each.remove();
        return Optional.of(spec);
      }
    }
    return Optional.empty();
  }

  /** An active trial is about to end as stopped, and can be continued all the same. */
  void stopping(String trial) {
    if (running.contains(trial)) {
      stopping.add(trial);
    }
  }

  /** A user lets a trial go on: itself if it was stopped, and is pending again now. */
  Optional<TrialSpec> goOn(String trial) {
    if (running.contains(trial)) {
      if (stopping.contains(trial) || state.stopped(trial)) {
        revived.add(trial);
      }
      return Optional.empty();
    }
    return state.stopped(trial) ? revive(trial) : Optional.empty();
  }

  private Optional<TrialSpec> revive(String trial) {
    Optional<TrialSpec> spec =
        trials.stream()
            .filter(each -> each.id().equals(trial) && !pending.contains(each))
            .findFirst();
    spec.ifPresent(
        each -> {
          results.remove(trial);
          pending.addFirst(each);
        });
    return spec;
  }

  /** A trial has this result and recorded these steps: the event for the journal, if it is one. */
  Optional<SweepJournal.Event> ended(TrialResult result, @Nullable TrialSteps steps) {
    results.put(result.trial(), result);
    // To the journal an interrupted trial is still running: it goes on when the sweep is resumed.
    boolean goesOnLater =
        !refusal.isEmpty() || result.stopReason().equals(StopReason.INTERRUPTED.word());
    return goesOnLater ? Optional.empty() : Optional.of(SweepJournal.Event.endOf(result, steps));
  }

  /**
   * A trial's actor is gone.
   *
   * @param revived whether the trial is pending again, since a user let it go on meanwhile
   * @param emptied the group that has no trials left, if it was its last
   * @param lost whether the trial left no result
   */
  record Gone(boolean revived, Optional<String> emptied, boolean lost) {}

  /** Takes in that a trial's actor is gone. */
  Gone gone(TrialSpec trial) {
    Optional<String> emptied = running.remove(trial.id());
    stopping.remove(trial.id());
    // A verdict may have been quicker than the user.
    boolean again =
        revived.remove(trial.id())
            && state.stopped(trial.id())
            && !interrupted
            && revive(trial.id()).isPresent();
    boolean lost = !results.containsKey(trial.id()) && !pending.contains(trial);
    return new Gone(again, emptied, lost);
  }

  /** No other trial starts. */
  void interrupt() {
    interrupted = true;
    pending.clear();
  }

  /** The checkpoints do not fit the sweep: nothing that ends from now on counts. */
  void refuse(String why) {
    refusal = why;
  }

  /** Whether no trial is active or pending. */
  boolean isOver() {
    return running.isEmpty() && pending.isEmpty();
  }

  /** What the sweep came to. */
  SweepSupervisor.SweepEnded ending() {
    List<TrialResult> ordered =
        trials.stream().map(trial -> results.get(trial.id())).filter(Objects::nonNull).toList();
    return new SweepSupervisor.SweepEnded(ordered, interrupted, refusal);
  }
}
