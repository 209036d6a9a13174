package io.trebuchet.actors;

import io.trebuchet.control.Audit;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.MetricBlock;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Audits every verdict of a trial's own rules and has the trial stopped, or lets it go on. */
public final class TrialController {
  private final ActorContext<Command> context;
  private final StopSettings stop;
  private final ActorRef<SweepSupervisor.Command> supervisor;

  private TrialController(
      ActorContext<Command> context,
      StopSettings stop,
      ActorRef<SweepSupervisor.Command> supervisor) {
    this.context = context;
    this.stop = stop;
    this.supervisor = supervisor;
  }

  /** A controller that sends its decisions to {@code supervisor}. */
  public static Behavior<Command> create(
      StopSettings stop, ActorRef<SweepSupervisor.Command> supervisor) {
    return Behaviors.setup(
        context -> {
          TrialController controller = new TrialController(context, stop, supervisor);
          return Behaviors.receiveMessage(controller::onCommand);
        });
  }

  /** What a controller can be told. */
  public sealed interface Command {}

  /** Audit a verdict; {@code tail} is the trial's last block. */
  public record AuditVerdict(String trial, Verdict.Halt halt, MetricBlock tail)
      implements Command {}

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case AuditVerdict audit -> onAuditVerdict(audit);
    };
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
