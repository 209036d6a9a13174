package io.trebuchet.run;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.trebuchet.process.Causes;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.RunDirectory;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** The log of a run, in its directory; without one only warnings are logged, to standard error. */
final class LogFile implements AutoCloseable {
  private final Logger root;
  private final OutputStreamAppender<ILoggingEvent> appender;

  private LogFile(Logger root, OutputStreamAppender<ILoggingEvent> appender) {
    this.root = root;
    this.appender = appender;
  }

  /**
   * Sends the log to the end of a run's file until closed.
   *
   * @param people are told if that cannot be
   */
  static LogFile open(RunDirectory run, Consumer<String> people) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PlainLog encoder = new PlainLog();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0} %msg%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setName("run");
    appender.setEncoder(encoder);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    try {
      PrivateFiles.inside(run.log());
      appender.setOutputStream(PrivateFiles.append(run.logFile()));
      appender.start();
      root.addAppender(appender);
    } catch (IOException e) {
      // Not worth a sweep.
      people.accept("there is no log of this run: " + Causes.of(e));
    }
    return new LogFile(root, appender);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
