package io.trebuchet.storage;

import io.questdb.BuildInformationHolder;
import io.questdb.cairo.SecurityContext;
import io.questdb.cairo.sql.NetworkSqlExecutionCircuitBreaker;
import io.questdb.cutlass.pgwire.OptionsListener;
import io.questdb.cutlass.pgwire.PGCircuitBreakerRegistry;
import io.questdb.cutlass.pgwire.PGCleartextPasswordAuthenticator;
import io.questdb.cutlass.pgwire.PGConfiguration;
import io.questdb.std.Unsafe;
import java.nio.charset.StandardCharsets;

/** The login of one PostgreSQL connection: owner or reader. */
final class QuestDbPgLogin extends PGCleartextPasswordAuthenticator {
  private final Credentials credentials;
  private final QuestDbGate.Guarded socket;
  private boolean owner;

  private QuestDbPgLogin(
      Credentials credentials,
      QuestDbGate.Guarded socket,
      PGConfiguration configuration,
      NetworkSqlExecutionCircuitBreaker breaker,
      PGCircuitBreakerRegistry registry,
      OptionsListener options) {
    super(
        configuration,
        new BuildInformationHolder(),
        breaker,
        registry,
        options,
        (user, password, length) -> SecurityContext.AUTH_TYPE_NONE,
        false);
    this.credentials = credentials;
    this.socket = socket;
  }

  /** A login whose options may shorten the time limit of queries, but not lift it. */
  static QuestDbPgLogin create(
      Credentials credentials,
      QuestDbGate.Guarded socket,
      PGConfiguration configuration,
      NetworkSqlExecutionCircuitBreaker breaker,
      PGCircuitBreakerRegistry registry,
      OptionsListener options) {
    long limit = configuration.getCircuitBreakerConfiguration().getQueryTimeout();
    return new QuestDbPgLogin(
        credentials,
        socket,
        configuration,
        breaker,
        registry,
        millis -> options.setSqlTimeout(Math.min(millis, limit)));
  }

  /** Whether the owner has logged in. */
  boolean isOwner() {
    return owner;
  }

  @Override
  public void clear() {
    owner = false;
    super.clear();
  }

  @Override
  protected byte verifyPassword(CharSequence user, long password, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Unsafe.getUnsafe().getByte(password + i);
    }
    String given = user + ":" + new String(bytes, StandardCharsets.UTF_8);
    owner = DatabaseCaller.same(given, credentials.owner().text());
    boolean reader = DatabaseCaller.same(given, credentials.reader().text());
    if (!owner && !reader) {
      return SecurityContext.AUTH_TYPE_NONE;
    }
    socket.loggedIn();
    return SecurityContext.AUTH_TYPE_CREDENTIALS;
  }
}
