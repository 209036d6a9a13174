package io.trebuchet.actors;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The journal of a sweep that no process works on. */
public final class RestingJournal {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;

  private RestingJournal(Path folder) {
    this.folder = folder;
  }

  /** The journal in a folder, which need not exist yet; the caller holds the run. */
  public static RestingJournal in(Path folder) {
    return new RestingJournal(folder);
  }

  /**
   * Notes that trials are to go on once the sweep is resumed, unless one of them cannot.
   *
   * @param known results of trials that need not be in the journal
   * @param trials all paused ones if none is named
   * @return what was noted; nothing if a trial cannot go on
   * @throws SweepEngine.JournalException if the journal cannot be read
   * @throws IOException if it cannot be written
   */
  public Continuation letGoOn(List<TrialResult> known, List<String> trials)
      throws SweepEngine.JournalException, IOException {
    CompletableFuture<SweepState> recovered = new CompletableFuture<>();
    try {
      JournalDatabase.prepare(folder);
    } catch (IOException e) {
      throw JournalDatabase.unreadable(folder, e);
    }
    ActorSystem<SweepJournal.Command> journal =
        ActorSystem.create(
            SweepJournal.create(recovered),
            "journal",
            JournalDatabase.settings(folder).withFallback(ConfigFactory.load("pekko-settings")));
    try {
      SweepState state = read(recovered);
      state.learn(known);
      Continuation continuation = Continuation.of(state, trials);
      if (continuation.ended().isEmpty() && !continuation.events().isEmpty()) {
        append(journal, continuation.events());
      }
      return continuation;
    } finally {
      journal.terminate();
      journal.getWhenTerminated().toCompletableFuture().join();
      JournalDatabase.close(folder);
    }
  }

  private SweepState read(CompletableFuture<SweepState> recovered)
      throws SweepEngine.JournalException {
    try {
      return recovered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw JournalDatabase.unreadable(folder, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw JournalDatabase.unreadable(folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JournalDatabase.unreadable(folder, e);
    }
  }

  private void append(ActorSystem<SweepJournal.Command> journal, List<SweepJournal.Event> events)
      throws IOException {
    try {
      Done unused =
          AskPattern.ask(
                  journal,
                  (ActorRef<Done> replyTo) -> new SweepJournal.Append(events, replyTo),
                  PATIENCE,
                  journal.scheduler())
              .toCompletableFuture()
              .get();
    } catch (ExecutionException e) {
      throw new IOException(
          "the journal %s cannot be written (%s)".formatted(folder, e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
