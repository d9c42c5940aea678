package peers;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What is kept of an order. */
public final class Order {
    private static final int RECENT_MAX = 64;

    public String userId;
    public String status;
    public BigDecimal amount = BigDecimal.ZERO;
    public BigDecimal paid = BigDecimal.ZERO;
    public long events;
    public List<String> recent = new ArrayList<>();

    /** Applies an event; false when it was applied before. */
    boolean apply(OrderEvent event) {
        if (recent.contains(event.eventId())) {
            return false;
        }
        recent.add(event.eventId());
        if (recent.size() > RECENT_MAX) {
            recent.remove(0);
        }
        events++;
        OrderEvent.Payload payload = event.payload();
        switch (event.eventType()) {
            case "order.created" -> {
                userId = payload.userId();
                amount = payload.amount();
                status = status == null ? "created" : status;
            }
            case "order.updated" -> status = payload.status();
            case "payment.processed" -> {
                paid = paid.add(payload.amount());
                status = "paid";
            }
            default -> throw new IllegalArgumentException(event.eventType());
        }
        return true;
    }
}
