package io.trebuchet.actors;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Keeps a number of a sweep's trials active until all have ended. Every wish to stop a trial, from
 * a rule, a user or an interrupt, comes here and goes to the trial from here.
 */
public final class SweepSupervisor {
  /** The dispatcher that trials compute on, see {@code SweepEngine}. */
  static final String TRAINER = "trebuchet.trainer";

  private final ActorContext<Command> context;
  private final SweepConfig config;
  private final Trial.Shared shared;
  private final ActorRef<SweepEnded> replyTo;
  private final int parallelism;
  private final ActorRef<TrialController.Command> controller;
  private final ActorRef<Trial.Notice> notices;
  private final Deque<TrialSpec> pending;
  private final Map<String, ActorRef<Trial.Command>> active = new HashMap<>();
  private final Map<String, TrialResult> results = new HashMap<>();
  private final Set<String> pausedBeforeStart = new HashSet<>();
  private boolean interrupted;

  private SweepSupervisor(
      ActorContext<Command> context,
      SweepConfig config,
      Trial.Shared shared,
      int parallelism,
      ActorRef<SweepEnded> replyTo) {
    this.context = context;
    this.config = config;
    this.shared = shared;
    this.parallelism = parallelism;
    this.replyTo = replyTo;
    this.pending = new ArrayDeque<>(config.trials());
    this.controller =
        context.spawn(
            TrialController.create(config.stop(), config.rule(), context.getSelf()), "controller");
    this.notices = context.messageAdapter(Trial.Notice.class, SweepSupervisor::command);
  }

  /** A supervisor that starts trials at once and answers with {@link SweepEnded} when all ended. */
  public static Behavior<Command> create(
      SweepConfig config, Trial.Shared shared, int parallelism, ActorRef<SweepEnded> replyTo) {
    return Behaviors.setup(
        context -> {
          SweepSupervisor supervisor =
              new SweepSupervisor(context, config, shared, parallelism, replyTo);
          supervisor.startTrials();
          return Behaviors.receiveMessage(supervisor::onCommand);
        });
  }

  /** What a supervisor can be told. */
  public sealed interface Command {}

  /** Stops a trial, wherever it is. */
  public record StopTrial(String trial, Verdict.Halt halt) implements Command {}

  /** Lets a trial go on past the verdict that it waits at. */
  public record OverruleVerdict(String trial) implements Command {}

  /** Holds a trial between two chunks. */
  public record PauseTrial(String trial) implements Command {}

  /** Lets a paused trial go on. */
  public record ContinueTrial(String trial) implements Command {}

  /** Stops every active trial and starts no other. */
  public record StopSweep() implements Command {}

  private record TrialSpoke(Trial.Notice notice) implements Command {}

  private record TrialGone(TrialSpec trial) implements Command {}

  /**
   * All trials have ended.
   *
   * @param results in the order of the config; a trial that an interrupt kept from starting has
   *     none
   * @param interrupted whether {@link StopSweep} ended the sweep
   */
  public record SweepEnded(List<TrialResult> results, boolean interrupted) {}

  private static Command command(Trial.Notice notice) {
    return new TrialSpoke(notice);
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case StopTrial(String trial, Verdict.Halt halt) -> onStopTrial(trial, halt);
      case OverruleVerdict(String trial) -> tell(trial, new Trial.OverruleVerdict());
      case PauseTrial(String trial) -> onPauseTrial(trial);
      case ContinueTrial(String trial) -> onContinueTrial(trial);
      case StopSweep() -> onStopSweep();
      case TrialSpoke(Trial.Notice notice) -> onNotice(notice);
      case TrialGone(TrialSpec trial) -> onTrialGone(trial);
    };
  }

  private void startTrials() {
    while (active.size() < parallelism && !pending.isEmpty()) {
      TrialSpec spec = pending.poll();
      ActorRef<Trial.Command> trial =
          context.spawn(
              Trial.create(spec, shared, notices),
              spec.id(),
              DispatcherSelector.fromConfig(TRAINER));
      context.watchWith(trial, new TrialGone(spec));
      active.put(spec.id(), trial);
      if (pausedBeforeStart.remove(spec.id())) {
        trial.tell(new Trial.PauseTrial());
      }
    }
  }

  private Behavior<Command> onNotice(Trial.Notice notice) {
    switch (notice) {
      case Trial.TrialHalted halted ->
          controller.tell(
              new TrialController.AuditVerdict(halted.trial(), halted.halt(), halted.tail()));
      case Trial.TrialReported reported ->
          controller.tell(new TrialController.JudgeReport(reported.trial(), reported.report()));
      case Trial.TrialEnded ended -> {
        results.put(ended.trial(), ended.result());
        controller.tell(new TrialController.NoteEnd(ended.trial(), ended.result().outcome()));
      }
    }
    return Behaviors.same();
  }

  private Behavior<Command> onStopTrial(String trial, Verdict.Halt halt) {
    for (TrialSpec spec : pending) {
      if (spec.id().equals(trial)) {
        pending.remove(spec);
        shared.problems().release(spec);
        results.put(trial, Results.notStarted(spec, halt.outcome(), halt.reason().word()));
        return Behaviors.same();
      }
    }
    return tell(trial, new Trial.StopTrial(halt));
  }

  private Behavior<Command> onPauseTrial(String trial) {
    pausedBeforeStart.add(trial);
    return tell(trial, new Trial.PauseTrial());
  }

  private Behavior<Command> onContinueTrial(String trial) {
    pausedBeforeStart.remove(trial);
    return tell(trial, new Trial.ContinueTrial());
  }

  private Behavior<Command> onStopSweep() {
    interrupted = true;
    pending.clear();
    Verdict.Halt halt =
        new Verdict.Halt(Outcome.STOPPED, StopReason.INTERRUPTED, -1, "the sweep was interrupted");
    active.values().forEach(trial -> trial.tell(new Trial.StopTrial(halt)));
    return endIfDone();
  }

  private Behavior<Command> onTrialGone(TrialSpec spec) {
    active.remove(spec.id());
    results.computeIfAbsent(
        spec.id(),
        id -> Results.notStarted(spec, Outcome.FAILED, StopReason.ERROR.word() + ": see the log"));
    startTrials();
    return endIfDone();
  }

  private Behavior<Command> endIfDone() {
    if (!active.isEmpty() || !pending.isEmpty()) {
      return Behaviors.same();
    }
    List<TrialResult> ordered =
        config.trials().stream()
            .map(spec -> results.get(spec.id()))
            .filter(Objects::nonNull)
            .toList();
    replyTo.tell(new SweepEnded(ordered, interrupted));
    // Not stopped: as the system's guardian it would take the stream down before its last flush.
    return Behaviors.ignore();
  }

  private Behavior<Command> tell(String trial, Trial.Command command) {
    ActorRef<Trial.Command> ref = active.get(trial);
    if (ref != null) {
      ref.tell(command);
    }
    return Behaviors.same();
  }
}
