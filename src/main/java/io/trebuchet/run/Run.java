package io.trebuchet.run;

import io.trebuchet.process.StopSignal;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.web.Control;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A sweep that runs, with a directory that keeps it. Thread-safe. */
public final class Run {
  private final RunDirectory directory;
  private final StopSignal signal = StopSignal.create();
  private final CompletableFuture<LiveSweep> live = new CompletableFuture<>();
  private final CompletableFuture<RunEnding> ending = new CompletableFuture<>();

  private Run(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * Starts a sweep, or goes on with one.
   *
   * @param viewers one that throws sees no more, and the run goes on
   * @throws io.trebuchet.storage.RunDirectoryException if the directory cannot be used
   * @throws io.trebuchet.process.UsageException if the store cannot; there is no run then
   */
  public static Run start(RunRequest request, Viewer... viewers) throws IOException {
    SweepRun sweep = SweepRun.create(request, Viewers.of(viewers));
    Run run = new Run(sweep.directory());
    Thread.ofPlatform().name("run").start(() -> run.run(sweep));
    return run;
  }

  private void run(SweepRun sweep) {
    try {
      ending.complete(sweep.run(signal, live::complete));
    } catch (Throwable e) { // whoever waits for the end is to know
      ending.completeExceptionally(e);
    }
    live.completeExceptionally(new IllegalStateException("the run " + directory.root() + " ended"));
  }

  /** Where it is kept. */
  public RunDirectory directory() {
    return directory;
  }

  /**
   * Waits for the end, after which all is written.
   *
   * @throws io.trebuchet.process.InterruptedRunException if it was stopped before any trial began
   * @throws io.trebuchet.process.UsageException if it cannot go on as asked; all is as before then
   */
  public RunEnding ending() throws IOException {
    try {
      return ending.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case IOException known -> throw known;
        case RuntimeException known -> throw known;
        case Error known -> throw known;
        case null, default -> throw e;
      }
    }
  }

  /** Ends the running trials at their next step; a resume goes on with them. */
  public void stop() {
    signal.stop();
  }

  /** Holds these trials, or all if none is named; completes once that would survive the process. */
  public CompletionStage<?> pause(List<String> trials) {
    return live.thenCompose(sweep -> sweep.ask(Control.PAUSE, trials));
  }

  /** Lets these trials go on, or all if none is named. */
  public CompletionStage<?> goOn(List<String> trials) {
    return live.thenCompose(sweep -> sweep.ask(Control.CONTINUE, trials));
  }

  /** Ends these trials for good, as their user wishes. */
  public CompletionStage<?> stop(List<String> trials) {
    return live.thenCompose(sweep -> sweep.ask(Control.STOP, trials));
  }
}
