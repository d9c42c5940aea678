package peers;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The output. Its id follows from its event's. */
record OrderActivity(String eventId, String eventType, String eventVersion, String timestamp, String correlationId, Payload payload) {
    record Payload(String orderId, String userId, String what, BigDecimal amount) {}

    static OrderActivity of(Order order, OrderEvent event) {
        String id = UUID.nameUUIDFromBytes((event.eventId() + "/activity").getBytes(StandardCharsets.UTF_8)).toString();
        return new OrderActivity(
                id, "user.order-activity", "1.0", event.timestamp(), event.correlationId(),
                new Payload(event.payload().orderId(), order.userId, event.eventType(), event.payload().amount()));
    }

    /** The user; the order where a payment came before the order's creation. */
    String key() {
        return payload.userId() != null ? payload.userId() : payload.orderId();
    }
}
