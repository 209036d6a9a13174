package io.trebuchet.actors;

import io.trebuchet.durable.WireFormat;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.trial.TrialCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Writes checkpoints beside the trials. One that a trial may have to go on from waits until the
 * store has settled all rows up to its step, so that none of them can be missing then.
 */
final class CheckpointWriter {
  /**
   * What took less time than this is computed again sooner than a sweep of many such trials would
   * wait for its disk.
   */
  private static final long WORTH_FORCING = 1_000_000_000L;

  private static final Duration POLL = Duration.ofMillis(50);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final CheckpointFiles files;
  private final Ledger ledger;
  private final Consumer<String> warn;
  private final WireFormat format = WireFormat.ofValues();
  private final SaveRoom room;
  private final Map<String, Save> waiting = new LinkedHashMap<>();

  private CheckpointWriter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CheckpointFiles files,
      SaveRoom room,
      Ledger ledger,
      Consumer<String> warn) {
    this.context = context;
    this.timers = timers;
    this.room = room;
    this.files = files;
    this.ledger = ledger;
    this.warn = warn;
  }

  /**
   * A writer into the given files; blocks its thread while it writes.
   *
   * @param room is left by what is written
   */
  static Behavior<Command> create(
      CheckpointFiles files, SaveRoom room, Ledger ledger, Consumer<String> warn) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  CheckpointWriter writer =
                      new CheckpointWriter(context, timers, files, room, ledger, warn);
                  return Behaviors.receiveMessage(writer::onCommand);
                }));
  }

  /** What a writer can be told; nothing of it leaves the process. */
  sealed interface Command {}

  /**
   * Save a checkpoint.
   *
   * @param settledRows it is written once so many rows are settled; 0 for at once
   * @param ends whether no other of this trial follows; otherwise it gives way to one that waits
   */
  record Save(TrialCheckpoint checkpoint, String fingerprint, long settledRows, boolean ends)
      implements Command {}

  /** Write all that waits; every row is settled now, or never will be. */
  record Flush(boolean settled, ActorRef<Flushed> replyTo) implements Command {}

  /** All that waited is written, or could not be. */
  record Flushed() {}

  private record Poll() implements Command {}

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Save save -> onSave(save);
      case Flush(boolean settled, ActorRef<Flushed> replyTo) -> {
        writeReady(settled ? Long.MAX_VALUE : ledger.settledRows());
        replyTo.tell(new Flushed());
      }
      case Poll() -> writeReady(ledger.settledRows());
    }
    if (!waiting.isEmpty()) {
      timers.startSingleTimer(new Poll(), POLL);
    }
    return Behaviors.same();
  }

  private void onSave(Save save) {
    String trial = save.checkpoint().trial();
    Save before = waiting.get(trial);
    if (before == null || save.ends()) {
      waiting.put(trial, save);
    }
    if (before != null) {
      room.leave((save.ends() ? before : save).checkpoint().bytes());
    }
    writeReady(ledger.settledRows());
  }

  private void writeReady(long settled) {
    for (Iterator<Save> saves = waiting.values().iterator(); saves.hasNext(); ) {
      Save save = saves.next();
      if (save.settledRows() <= settled) {
        saves.remove();
        write(save);
        room.leave(save.checkpoint().bytes());
      }
    }
  }

  private void write(Save save) {
    TrialCheckpoint checkpoint = save.checkpoint();
    try {
      files.write(
          checkpoint.trial(),
          save.fingerprint(),
          checkpoint.step(),
          format.write(checkpoint),
          checkpoint.wallNanos() >= WORTH_FORCING);
    } catch (IOException e) {
      // The sweep is worth more than its checkpoint.
      context.getLog().warn("no checkpoint of {}", checkpoint.trial(), e);
      warn.accept(
          String.format(
              Locale.ROOT, "cannot write a checkpoint of %s (%s)", checkpoint.trial(), e));
    }
  }
}
