package io.trebuchet.web;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Responses in the API's formats. */
final class Answers {
  private Answers() {}

  static HttpResponse json(Json.Body body) {
    return json(200, Json.bytes(body));
  }

  static HttpResponse json(int status, byte[] body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body))
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }

  static HttpResponse error(int status, String message) {
    return json(status, Json.error(message));
  }

  static HttpResponse text(String contentType, String text) {
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(
                ContentTypes.parse(contentType), text.getBytes(StandardCharsets.UTF_8)))
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }
}
