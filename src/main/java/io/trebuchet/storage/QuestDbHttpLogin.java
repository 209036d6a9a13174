package io.trebuchet.storage;

import io.questdb.cairo.SecurityContext;
import io.questdb.cutlass.http.HttpAuthenticator;
import io.questdb.cutlass.http.HttpRequestHeader;
import io.questdb.std.str.Utf8Sequence;
import io.questdb.std.str.Utf8String;

/** Admits the owner's requests of one HTTP connection, each by itself. */
final class QuestDbHttpLogin implements HttpAuthenticator {
  private static final Utf8String HOST = new Utf8String("Host");
  private static final Utf8String ORIGIN = new Utf8String("Origin");
  private static final Utf8String FETCH_SITE = new Utf8String("Sec-Fetch-Site");
  private static final Utf8String AUTHORIZATION = new Utf8String("Authorization");

  private final Credentials.Login owner;
  private final QuestDbConnections.Guarded socket;

  QuestDbHttpLogin(Credentials.Login owner, QuestDbConnections.Guarded socket) {
    this.owner = owner;
    this.socket = socket;
  }

  @Override
  public boolean authenticate(HttpRequestHeader headers) {
    DatabaseCaller caller =
        new DatabaseCaller(
            text(headers, HOST),
            text(headers, ORIGIN),
            text(headers, FETCH_SITE),
            text(headers, AUTHORIZATION));
    boolean admitted = caller.isOwner(owner);
    if (admitted) {
      socket.loggedIn(false);
    }
    return admitted;
  }

  private static String text(HttpRequestHeader headers, Utf8String name) {
    Utf8Sequence value = headers.getHeader(name);
    return value == null ? "" : value.toString();
  }

  @Override
  public byte getAuthType() {
    return SecurityContext.AUTH_TYPE_CREDENTIALS;
  }

  @Override
  public CharSequence getPrincipal() {
    return owner.user();
  }
}
