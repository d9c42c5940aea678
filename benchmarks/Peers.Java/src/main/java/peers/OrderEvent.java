package peers;

import java.math.BigDecimal;
import java.util.List;

/** The envelope of every input; all of it is read. */
record OrderEvent(String eventId, String eventType, String eventVersion, String timestamp, String correlationId, Payload payload) {
    record Payload(
            String orderId, String userId, String status, String paymentId, String createdAt, String updatedAt, String processedAt,
            BigDecimal amount, List<Item> items) {}

    record Item(String sku, int quantity, BigDecimal price) {}

    boolean hasOutput() {
        return !eventType.equals("order.updated");
    }
}
