package io.trebuchet.actors;

import io.trebuchet.control.Audit;
import io.trebuchet.control.ComparingRule;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Audits every verdict of a trial's own rules and has the trial stopped, or lets it go on; and
 * decides where a rule compares trials.
 */
public final class TrialController {
  private final ActorContext<Command> context;
  private final StopSettings stop;
  private final ActorRef<SweepSupervisor.Command> supervisor;
  private StopReason reason = StopReason.RULE;
  private @Nullable ComparingRule comparison;

  private TrialController(
      ActorContext<Command> context,
      StopSettings stop,
      ControlRule rule,
      ActorRef<SweepSupervisor.Command> supervisor) {
    this.context = context;
    this.stop = stop;
    if (rule instanceof ControlRule.Comparing comparing) {
      this.reason = comparing.reason();
      this.comparison = comparing.comparison().get();
    }
    this.supervisor = supervisor;
  }

  /** A controller that sends its decisions to {@code supervisor}. */
  public static Behavior<Command> create(
      StopSettings stop, ControlRule rule, ActorRef<SweepSupervisor.Command> supervisor) {
    return Behaviors.setup(
        context -> {
          TrialController controller = new TrialController(context, stop, rule, supervisor);
          return Behaviors.receiveMessage(controller::onCommand);
        });
  }

  /** What a controller can be told. */
  public sealed interface Command {}

  /** Audit a verdict; {@code tail} is the trial's last block. */
  public record AuditVerdict(String trial, Verdict.Halt halt, MetricBlock tail)
      implements Command {}

  /** Decide whether a trial that waits at its report goes on. */
  public record JudgeReport(String trial, Verdict.Report report) implements Command {}

  /** A trial is over. */
  public record NoteEnd(String trial, Outcome outcome) implements Command {}

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case AuditVerdict audit -> onAuditVerdict(audit);
      case JudgeReport(String trial, Verdict.Report report) -> onJudgeReport(trial, report);
      case NoteEnd(String trial, Outcome outcome) -> onNoteEnd(trial, outcome);
    };
  }

  private Behavior<Command> onJudgeReport(String trial, Verdict.Report report) {
    ComparingRule rule = comparison;
    Optional<String> evidence = rule == null ? Optional.empty() : rule.report(trial, report);
    if (evidence.isPresent()) {
      Verdict.Halt halt = new Verdict.Halt(Outcome.STOPPED, reason, report.step(), evidence.get());
      context.getLog().info("trial {} at step {}: {}", trial, report.step(), evidence.get());
      supervisor.tell(new SweepSupervisor.StopTrial(trial, halt));
    } else {
      supervisor.tell(new SweepSupervisor.OverruleVerdict(trial));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onNoteEnd(String trial, Outcome outcome) {
    if (comparison != null) {
      comparison.ended(trial, outcome);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onAuditVerdict(AuditVerdict audit) {
    Verdict.Halt halt = audit.halt();
    Optional<String> objection = Audit.objection(halt, audit.tail(), stop);
    if (objection.isEmpty()) {
      context
          .getLog()
          .info(
              "trial {} at step {}: {} ({}): {}",
              audit.trial(),
              halt.step(),
              halt.outcome().word(),
              halt.reason().word(),
              halt.evidence());
      supervisor.tell(new SweepSupervisor.StopTrial(audit.trial(), halt));
    } else {
      context
          .getLog()
          .warn(
              "trial {} goes on past {} at step {}: {}",
              audit.trial(),
              halt.reason().word(),
              halt.step(),
              objection.get());
      supervisor.tell(new SweepSupervisor.OverruleVerdict(audit.trial()));
    }
    return Behaviors.same();
  }
}
