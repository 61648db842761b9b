extension MessageExamples {
    /// What people say who want to return something or want their money back.
    static let refunds = """
        0 returns I want a refund.
        0 returns Can you refund my order?
        0 returns I would like my money back.
        0 returns how can i return my order
        0 returns I need to send this back.
        0 returns How long does it take to get the refund?
        0 returns Where is my refund?
        0 returns I sent the blouse back last week but have not been refunded.
        0 returns please send me a return label for the boots
        0 returns What is your refund policy?
        0 returns Can I return an item without the receipt?
        0 returns can i get a refund if i cancel now
        0 returns I'd like to return the trousers, they don't fit.
        0 returns The size is wrong, I'd like to send it back and get my money.
        0 returns Do you take back opened items?
        0 returns Is it too late to return my purchase?
        0 returns I'd like to cancel and be refunded.
        0 returns refund my money please
        0 returns money back pls
        0 returns Has the money for my return been transferred?
        0 returns How do I start a return?
        0 returns Do I have to pay for sending it back?
        0 returns Which address should I send the return to?
        0 returns I don't want it any more, how do I give it back?
        0 returns Could you reimburse me for the taxi?
        0 returns You still haven't paid back my deposit.
        0 returns I want to withdraw from the purchase contract.
        0 returns Please pay the amount back to my bank account.
        0 returns Can you put the refund on my credit card?
        0 returns I'd like compensation for the missing part.
        0 returns Can I have half of the price back since one piece was missing?
        0 returns i want to cancel my order and get a refund
        0 returns When does the return period end?
        0 returns I returned order 6621 on Tuesday, did you get it?
        0 returns is this item returnable
        0 returns Refund request for order 45310
        0 returns My refund has not shown up on my statement yet.
        0 returns The amount you refunded is too low.
        0 returns Hello, I'd like to ask for a refund for the second ticket.
        0 returns Could I return these for store credit or for cash?
        0 returns I bought the wrong one by mistake, can I get the money back?
        0 returns It was a gift and I have two now. Can I return it?
        0 returns i wanna return the bag
        0 returns can someone pick up my return from home
        0 returns Refund the delivery fee, please.
        0 billing I was charged twice, please refund one of the payments.
        0 billing Please refund the extra 15 euros you charged.
        0 billing i cancelled my membership but was charged, i want that money back
        0 billing Could you return the payment to my PayPal account?
        0 billing I'd like the price difference refunded.
        - returns The product is broken and I want my money back!
        - returns Refund me immediately or I will call my bank.
        - returns I'm so unhappy with this mattress that I want to return it.
        - returns Your machine never worked. I insist on a full refund.
        - returns It is the wrong item, I expect a refund.
        - returns Horrible quality, sending it back, refund please.
        - returns still no refund after a month, this is theft
        0 returns How do I get a refund for a cancelled event?
        0 returns You said you would refund me, when will that be?
        0 returns Do you give cash refunds?
        0 returns Is there a restocking fee for returns?
        0 returns I'd like to exchange it or get a refund.
        0 returns My return was rejected, could you tell me why?
        0 returns want my 20 bucks back
        0 returns chargeback for order 1200
        0 returns I no longer need the drill and would like to return it unused.
        """
}
