// Acceptance bills received from customers and what becomes of them until the risk is gone.
export {};
