package io.trebuchet.actors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A reply that somebody outside of the actors waits for, however long it takes: a slow disk is no
 * failure, so there is no time that it must keep.
 *
 * @param replyTo takes the reply
 * @param reply completes with it
 */
record OneReply<T>(ActorRef<T> replyTo, CompletionStage<T> reply) {
  /** One that a child of an actor waits for from now on. */
  static <T> OneReply<T> awaited(ActorContext<?> parent, String name) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    ActorRef<T> replyTo =
        parent.spawn(
            Behaviors.<T>receiveMessage(
                message -> {
                  reply.complete(message);
                  return Behaviors.stopped();
                }),
            name);
    return new OneReply<>(replyTo, reply);
  }
}
