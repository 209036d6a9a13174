package io.trebuchet.actors;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.SharedProducts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable ActorRef<JournalWriter.Command> journal;
  private final Ledger ledger;
  private final SweepState state;
  private final Deque<TrialSpec> pending = new ArrayDeque<>();
  private final TrialGroups groups;
  private final Map<String, ActorRef<Trial.Command>> active = new HashMap<>();
  private final Map<String, String> groupOf = new HashMap<>();
  private final Map<String, ActorRef<TrialBatch.Command>> batches = new HashMap<>();
  private final Map<String, TrialResult> results = new HashMap<>();
  private final Set<String> stopping = new HashSet<>();
  private final Set<String> revived = new HashSet<>();
  private CompletableFuture<Done> safe = CompletableFuture.completedFuture(Done.getInstance());
  private boolean interrupted;
  private String refusal = "";

  private SweepSupervisor(
      ActorContext<Command> context,
      SweepConfig config,
      Trial.Shared shared,
      int parallelism,
      Past past,
      ActorRef<SweepEnded> replyTo) {
    this.context = context;
    this.config = config;
    this.shared = shared;
    this.parallelism = parallelism;
    this.replyTo = replyTo;
    this.journal = past.journal();
    this.ledger = past.ledger();
    this.state = past.state();
    for (TrialSpec spec : config.trials()) {
      state
          .result(spec.id())
          .ifPresentOrElse(
              result -> {
                results.put(spec.id(), result);
                shared.problems().release(spec);
              },
              () -> pending.add(spec));
    }
    this.groups = TrialGroups.of(config.trials(), parallelism);
    this.controller =
        context.spawn(
            TrialController.create(config.stop(), config.rule(), context.getSelf()), "controller");
    this.notices = context.messageAdapter(Trial.Notice.class, SweepSupervisor::command);
  }

  /** A supervisor that starts trials at once and answers with {@link SweepEnded} when all ended. */
  static Behavior<Command> create(
      SweepConfig config,
      Trial.Shared shared,
      int parallelism,
      Past past,
      ActorRef<SweepEnded> replyTo) {
    return Behaviors.setup(
        context -> {
          SweepSupervisor supervisor =
              new SweepSupervisor(context, config, shared, parallelism, past, replyTo);
          supervisor.startTrials();
          return supervisor.pending.isEmpty() && supervisor.active.isEmpty()
              ? supervisor.endIfDone()
              : Behaviors.receiveMessage(supervisor::onCommand);
        });
  }

  /**
   * What a supervisor goes on from.
   *
   * @param state of earlier processes; becomes the supervisor's own
   * @param journal where events go; null if nobody will resume the sweep
   */
  record Past(SweepState state, Ledger ledger, @Nullable ActorRef<JournalWriter.Command> journal) {}

  /** What a supervisor can be told. */
  public sealed interface Command {}

  /** Stops a trial, wherever it is. */
  public record StopTrial(String trial, Verdict.Halt halt) implements Command {}

  /** Lets a trial go on past the verdict that it waits at. */
  public record OverruleVerdict(String trial) implements Command {}

  /** Holds a trial between two chunks. */
  public record PauseTrial(String trial) implements Command {}

  /** Lets a paused trial go on, or one that a user stopped, from its last checkpoint. */
  public record ContinueTrial(String trial) implements Command {}

  /** Holds every trial between two chunks and starts no other. */
  public record PauseSweep() implements Command {}

  /** Lets all paused trials go on. */
  public record ContinueSweep() implements Command {}

  /** Asks for an answer once what was paused and continued so far would survive the process. */
  public record ConfirmSafe(ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Stops every active trial and starts no other. */
  public record StopSweep() implements Command {}

  private record TrialSpoke(Trial.Notice notice) implements Command {}

  private record TrialGone(TrialSpec trial) implements Command {}

  /** What earlier processes left has been read, or cannot be; see {@link Memory}. */
  record PastRecovered(@Nullable SweepState state, @Nullable Throwable failure)
      implements Command {}

  /**
   * All trials have ended.
   *
   * @param results in the order of the config; a trial that an interrupt kept from starting has
   *     none
   * @param interrupted whether {@link StopSweep} ended the sweep
   * @param refusal why the checkpoints do not fit the sweep; empty if they do
   */
  public record SweepEnded(List<TrialResult> results, boolean interrupted, String refusal) {}

  private static Command command(Trial.Notice notice) {
    return new TrialSpoke(notice);
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case StopTrial(String trial, Verdict.Halt halt) -> onStopTrial(trial, halt);
      case OverruleVerdict(String trial) -> tell(trial, new Trial.OverruleVerdict());
      case PauseTrial(String trial) -> onPauseTrial(trial);
      case ContinueTrial(String trial) -> onContinueTrial(trial);
      case PauseSweep() -> onPauseSweep();
      case ContinueSweep() -> onContinueSweep();
      case ConfirmSafe(ActorRef<StatusReply<Done>> answer) -> onConfirmSafe(answer);
      case StopSweep() -> onStopSweep();
      case TrialSpoke(Trial.Notice notice) -> onNotice(notice);
      case TrialGone(TrialSpec trial) -> onTrialGone(trial);
      case PastRecovered past -> Behaviors.unhandled();
    };
  }

  private void startTrials() {
    Iterator<TrialSpec> next = pending.iterator();
    while (load() < parallelism && next.hasNext()) {
      TrialSpec spec = next.next();
      if (!state.paused(spec.id())) {
        next.remove();
        start(spec, spec.id());
      }
    }
  }

  /**
   * Threads kept busy: by each trial one, by a batch half of one, since it waits in between; paused
   * trials leave the core to others.
   */
  private double load() {
    Set<String> running = new HashSet<>();
    groupOf.forEach(
        (trial, group) -> {
          if (!state.paused(trial)) {
            running.add(group);
          }
        });
    return running.stream().mapToDouble(group -> batches.containsKey(group) ? 0.5 : 1).sum();
  }

  private void start(TrialSpec spec, String group) {
    ActorRef<Trial.Command> trial =
        context.spawn(
            Trial.create(spec, shared, notices), spec.id(), DispatcherSelector.fromConfig(TRAINER));
    context.watchWith(trial, new TrialGone(spec));
    active.put(spec.id(), trial);
    groupOf.put(spec.id(), group);
    happened(new SweepJournal.TrialStarted(spec.id()), 0, false);
  }

  /** Takes in an event, and has it written once so many rows are settled. */
  private void happened(SweepJournal.Event event, long settledRows, boolean urgent) {
    state.apply(event);
    if (journal != null) {
      CompletableFuture<Done> written = new CompletableFuture<>();
      journal.tell(new JournalWriter.Append(event, settledRows, urgent, written));
      if (urgent) {
        safe = written;
      }
    }
  }

  /** The first trial of a group to say so brings the others with it. */
  private void onSharesProducts(TrialSpec spec, SharedProducts products) {
    if (!active.containsKey(spec.id())) {
      return;
    }
    List<TrialSpec> members = groups.of(spec, products.most());
    String group = members.getFirst().id();
    for (TrialSpec member : members) {
      if (active.containsKey(member.id())) {
        groupOf.put(member.id(), group);
      } else if (!state.paused(member.id()) && pending.remove(member)) {
        start(member, group);
      }
    }
    tell(
        spec.id(), new Trial.JoinBatch(batches.computeIfAbsent(group, g -> batch(spec, products))));
    startTrials();
  }

  private ActorRef<TrialBatch.Command> batch(TrialSpec spec, SharedProducts products) {
    shared.problems().retain(spec);
    return context.spawnAnonymous(
        TrialBatch.create(products, () -> shared.problems().release(spec)),
        DispatcherSelector.fromConfig(TRAINER));
  }

  private Behavior<Command> onNotice(Trial.Notice notice) {
    switch (notice) {
      case Trial.SharesProducts(TrialSpec trial, SharedProducts products) ->
          onSharesProducts(trial, products);
      case Trial.TrialHalted halted ->
          controller.tell(
              new TrialController.AuditVerdict(halted.trial(), halted.halt(), halted.tail()));
      case Trial.TrialReported reported ->
          controller.tell(new TrialController.JudgeReport(reported.trial(), reported.report()));
      case Trial.TrialEnded ended -> {
        onTrialEnded(ended.result());
        controller.tell(new TrialController.NoteEnd(ended.trial(), ended.result().outcome()));
      }
      case Trial.CheckpointRefused refused -> {
        refusal = refused.why();
        return onStopSweep();
      }
    }
    return Behaviors.same();
  }

  private void onTrialEnded(TrialResult result) {
    results.put(result.trial(), result);
    if (!refusal.isEmpty() || result.stopReason().equals(StopReason.INTERRUPTED.word())) {
      // To the journal such a trial is still running: it goes on when the sweep is resumed.
      return;
    }
    happened(
        result.outcome() == Outcome.STOPPED
            ? new SweepJournal.TrialStopped(result)
            : new SweepJournal.TrialEnded(result),
        ledger.producedRows(),
        false);
  }

  private Behavior<Command> onStopTrial(String trial, Verdict.Halt halt) {
    for (TrialSpec spec : pending) {
      if (spec.id().equals(trial)) {
        pending.remove(spec);
        shared.problems().release(spec);
        onTrialEnded(Results.notStarted(spec, halt.outcome(), halt.reason().word()));
        return endIfDone();
      }
    }
    if (halt.outcome() == Outcome.STOPPED) {
      stopping.add(trial);
    }
    return tell(trial, new Trial.StopTrial(halt));
  }

  private Behavior<Command> onPauseTrial(String trial) {
    happened(new SweepJournal.TrialPaused(trial), 0, true);
    tell(trial, new Trial.PauseTrial());
    startTrials();
    return Behaviors.same();
  }

  private Behavior<Command> onContinueTrial(String trial) {
    happened(new SweepJournal.TrialContinued(trial), 0, true);
    if (active.containsKey(trial) && (stopping.contains(trial) || state.stopped(trial))) {
      revived.add(trial);
    } else if (state.stopped(trial)) {
      revive(trial);
    }
    tell(trial, new Trial.ContinueTrial());
    startTrials();
    return Behaviors.same();
  }

  private void revive(String trial) {
    config.trials().stream()
        .filter(spec -> spec.id().equals(trial))
        .forEach(
            spec -> {
              results.remove(trial);
              shared.problems().retain(spec);
              pending.addFirst(spec);
            });
  }

  private Behavior<Command> onPauseSweep() {
    happened(new SweepJournal.SweepPaused(), 0, true);
    active.values().forEach(trial -> trial.tell(new Trial.PauseTrial()));
    return Behaviors.same();
  }

  private Behavior<Command> onContinueSweep() {
    happened(new SweepJournal.SweepContinued(), 0, true);
    active.values().forEach(trial -> trial.tell(new Trial.ContinueTrial()));
    startTrials();
    return Behaviors.same();
  }

  private Behavior<Command> onConfirmSafe(ActorRef<StatusReply<Done>> answer) {
    CompletableFuture<Done> unused =
        safe.whenComplete(
            (done, error) ->
                answer.tell(
                    error == null
                        ? StatusReply.ack()
                        : StatusReply.error(String.valueOf(error.getMessage()))));
    return Behaviors.same();
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
    stopping.remove(spec.id());
    // A verdict may have been quicker than the user.
    if (revived.remove(spec.id()) && state.stopped(spec.id()) && !interrupted) {
      revive(spec.id());
    }
    String group = groupOf.remove(spec.id());
    if (group != null && !groupOf.containsValue(group) && batches.containsKey(group)) {
      context.stop(Objects.requireNonNull(batches.remove(group)));
    }
    if (!results.containsKey(spec.id()) && !pending.contains(spec)) {
      onTrialEnded(
          Results.notStarted(spec, Outcome.FAILED, StopReason.ERROR.word() + ": see the log"));
    }
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
    replyTo.tell(new SweepEnded(ordered, interrupted, refusal));
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
