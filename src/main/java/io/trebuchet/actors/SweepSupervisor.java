package io.trebuchet.actors;

import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.Verdict;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.trial.ResultRow;
import io.trebuchet.trial.TrialEvents;
import io.trebuchet.trial.TrialTerms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of a sweep's trials active until all have ended, as its {@link SweepPlan} decides.
 * Every wish to stop a trial, from a rule, a user or an interrupt, comes here and goes to the trial
 * from here.
 */
public final class SweepSupervisor {
  /** The dispatcher that trials compute on, see {@link SweepGuardian}. */
  static final String TRAINER = "trebuchet.trainer";

  private final ActorContext<Command> context;
  private final TrialTerms terms;
  private final TrialPorts ports;
  private final SweepPlan plan;
  private final ActorRef<SweepEnded> replyTo;
  private final ActorRef<TrialController.Command> controller;
  private final ActorRef<TrialNotice> notices;
  private final @Nullable ActorRef<JournalWriter.Command> journal;
  private final Ledger ledger;
  private final Map<String, ActorRef<Trial.Command>> active = new HashMap<>();
  private final SharedBatches batches;
  private final Set<String> lost = new HashSet<>();

  private SweepSupervisor(
      ActorContext<Command> context,
      SweepConfig config,
      TrialTerms terms,
      TrialPorts ports,
      SweepPlan plan,
      Past past,
      ActorRef<SweepEnded> replyTo) {
    this.context = context;
    this.terms = terms;
    this.ports = ports;
    this.plan = plan;
    this.replyTo = replyTo;
    this.journal = past.journal();
    this.ledger = past.ledger();
    this.batches = SharedBatches.create(context, ports);
    this.controller =
        context.spawn(
            TrialController.create(config.stop(), config.rule(), context.getSelf()), "controller");
    this.notices = context.messageAdapter(TrialNotice.class, TrialSpoke::new);
  }

  /** A supervisor that starts trials at once and answers with {@link SweepEnded} when all ended. */
  static Behavior<Command> create(
      SweepConfig config,
      TrialTerms terms,
      TrialPorts ports,
      int parallelism,
      Past past,
      ActorRef<SweepEnded> replyTo) {
    return Behaviors.setup(
        context -> {
          SweepPlan plan = SweepPlan.of(config.trials(), past.state(), parallelism);
          plan.over().forEach(ports.problems()::release);
          SweepSupervisor supervisor =
              new SweepSupervisor(context, config, terms, ports, plan, past, replyTo);
          supervisor.startTrials();
          return plan.isOver()
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

  private record TrialSpoke(TrialNotice notice) implements Command {}

  private record TrialGone(TrialSpec trial) implements Command {}

  /**
   * All trials have ended.
   *
   * @param results in the order of the config; a trial that an interrupt kept from starting has
   *     none
   * @param interrupted whether {@link StopSweep} ended the sweep
   * @param refusal why the checkpoints do not fit the sweep; empty if they do
   */
  public record SweepEnded(List<TrialResult> results, boolean interrupted, String refusal) {}

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
      case TrialSpoke(TrialNotice notice) -> onNotice(notice);
      case TrialGone(TrialSpec trial) -> onTrialGone(trial);
    };
  }

  private void startTrials() {
    for (Optional<TrialSpec> next = plan.next(); next.isPresent(); next = plan.next()) {
      start(next.get());
    }
  }

  private void start(TrialSpec spec) {
    spawn(spec, Trial.create(spec, terms, ports, notices), DispatcherSelector.fromConfig(TRAINER));
    happened(new SweepJournal.TrialStarted(spec.id()), 0);
  }

  /** Has a trial that computes nothing more end as every other one does. */
  private void end(TrialSpec spec, Verdict.Halt halt) {
    plan.ending(spec);
    spawn(
        spec,
        Trial.ending(spec, terms, ports, notices, halt),
        DispatcherSelector.defaultDispatcher());
  }

  private void spawn(
      TrialSpec spec, Behavior<Trial.Command> behavior, DispatcherSelector dispatcher) {
    ActorRef<Trial.Command> trial = context.spawn(behavior, spec.id(), dispatcher);
    context.watchWith(trial, new TrialGone(spec));
    active.put(spec.id(), trial);
  }

  /** Takes in an event, and has it written once so many rows are settled. */
  private void happened(SweepJournal.Event event, long settledRows) {
    plan.happened(event);
    if (journal != null) {
      journal.tell(new JournalWriter.Append(event, settledRows, false));
    }
  }

  /** Takes in what a user wants, who may wait until that would survive the process. */
  private void wished(SweepJournal.Event event) {
    plan.happened(event);
    if (journal != null) {
      journal.tell(new JournalWriter.Append(event, 0, true));
    }
  }

  private Behavior<Command> onSharesProducts(TrialSpec spec, SharedProducts products) {
    Optional<SweepPlan.Gathered> gathered = plan.gather(spec, products.most());
    if (gathered.isPresent()) {
      gathered.get().starting().forEach(this::start);
      ActorRef<TrialBatch.Command> batch = batches.of(gathered.get().group(), spec, products);
      tell(spec.id(), new Trial.JoinBatch(batch));
      startTrials();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onNotice(TrialNotice notice) {
    return switch (notice) {
      case SharesProducts(TrialSpec trial, SharedProducts products) ->
          onSharesProducts(trial, products);
      case TrialNotice.TrialHalted halted ->
          ask(new TrialController.AuditVerdict(halted.trial(), halted.halt(), halted.tail()));
      case TrialNotice.TrialReported reported ->
          ask(new TrialController.JudgeReport(reported.trial(), reported.report()));
      case TrialNotice.TrialEnded ended -> {
        onTrialEnded(ended.result(), ended.steps());
        yield ask(new TrialController.NoteEnd(ended.trial(), ended.result().outcome()));
      }
      case TrialNotice.CheckpointRefused refused -> {
        plan.refuse(refused.why());
        yield onStopSweep();
      }
    };
  }

  private Behavior<Command> ask(TrialController.Command question) {
    controller.tell(question);
    return Behaviors.same();
  }

  private void onTrialEnded(TrialResult result, @Nullable TrialSteps steps) {
    TrialSteps known = ledger.recorded(result.trial(), steps);
    plan.ended(result, known).ifPresent(event -> happened(event, ledger.producedRows()));
  }

  private Behavior<Command> onStopTrial(String trial, Verdict.Halt halt) {
    Optional<TrialSpec> pending = plan.withdraw(trial);
    pending.ifPresent(spec -> end(spec, halt));
    if (halt.outcome() == Outcome.STOPPED) {
      plan.stopping(trial);
    }
    return pending.isPresent() ? Behaviors.same() : tell(trial, new Trial.StopTrial(halt));
  }

  private Behavior<Command> onPauseTrial(String trial) {
    wished(new SweepJournal.TrialPaused(trial));
    tell(trial, new Trial.PauseTrial());
    startTrials();
    return Behaviors.same();
  }

  private Behavior<Command> onContinueTrial(String trial) {
    wished(new SweepJournal.TrialContinued(trial));
    plan.goOn(trial).ifPresent(ports.problems()::retain);
    tell(trial, new Trial.ContinueTrial());
    startTrials();
    return Behaviors.same();
  }

  private Behavior<Command> onPauseSweep() {
    wished(new SweepJournal.SweepPaused());
    active.values().forEach(trial -> trial.tell(new Trial.PauseTrial()));
    return Behaviors.same();
  }

  private Behavior<Command> onContinueSweep() {
    wished(new SweepJournal.SweepContinued());
    active.values().forEach(trial -> trial.tell(new Trial.ContinueTrial()));
    startTrials();
    return Behaviors.same();
  }

  private Behavior<Command> onConfirmSafe(ActorRef<StatusReply<Done>> answer) {
    if (journal == null) {
      answer.tell(StatusReply.ack());
    } else {
      journal.tell(new JournalWriter.Confirm(answer));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onStopSweep() {
    plan.interrupt();
    Verdict.Halt halt =
        new Verdict.Halt(Outcome.STOPPED, StopReason.INTERRUPTED, -1, "the sweep was interrupted");
    active.values().forEach(trial -> trial.tell(new Trial.StopTrial(halt)));
    return endIfDone();
  }

  private Behavior<Command> onTrialGone(TrialSpec spec) {
    active.remove(spec.id());
    SweepPlan.Gone gone = plan.gone(spec);
    if (gone.revived()) {
      ports.problems().retain(spec);
    }
    gone.emptied().ifPresent(batches::stop);
    if (gone.lost()) {
      onTrialLost(spec);
    }
    startTrials();
    return endIfDone();
  }

  /** Its actor broke down; one that breaks down once more while it ends has no other way. */
  private void onTrialLost(TrialSpec spec) {
    Verdict.Halt halt = new Verdict.Halt(Outcome.FAILED, StopReason.ERROR, -1, "see the log");
    if (lost.add(spec.id())) {
      ports.problems().retain(spec);
      end(spec, halt);
    } else {
      String words = TrialEvents.words(halt, terms.settings().rule());
      onTrialEnded(ResultRow.notStarted(spec, Outcome.FAILED, words), null);
    }
  }

  private Behavior<Command> endIfDone() {
    if (!plan.isOver()) {
      return Behaviors.same();
    }
    replyTo.tell(plan.ending());
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
