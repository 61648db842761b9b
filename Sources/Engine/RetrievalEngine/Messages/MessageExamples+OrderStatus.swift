extension MessageExamples {
    /// What people ask when they wait for an order.
    static let orderStatus = """
        0 delivery Where is my package?
        0 ordering Hello, can somebody help me with an order I placed?
        0 ordering need some help with my order please
        0 ordering I have a question about my existing order
        0 delivery when will my order arrive
        0 delivery Can you check the status of my delivery?
        0 delivery Has order 10482 shipped?
        0 delivery I want to track my order.
        0 delivery What's the status of order #5531?
        0 delivery my order number is 77120, where is it now
        0 delivery Is my parcel on the way?
        0 delivery When do you expect to deliver my fridge?
        0 delivery I have not received my shipment yet.
        0 delivery Hello, could you tell me if my order has left already?
        0 delivery order placed last week, still no delivery
        0 delivery It's been a week since I ordered, when does it come?
        0 delivery The tracking link you sent doesn't work, where's my package now?
        0 delivery Tracking has been the same for days. Is something wrong with my shipment?
        0 delivery how long till my parcel arrives
        0 delivery Has my order been dispatched?
        0 delivery did you ship my phone case
        0 delivery I ordered on Sunday but got no tracking number.
        0 delivery Please tell me where my order is.
        0 delivery can u check on order 9921 for me
        0 delivery What is the estimated arrival of my package?
        0 delivery Will my order come today?
        0 delivery is my delivery delayed?
        0 delivery The parcel should have arrived on Wednesday. Any news?
        0 delivery Do you have any information about my shipment?
        0 delivery i need an update on my order
        0 delivery My order is still marked as processing.
        0 delivery The status hasn't changed since Friday, could you look into it?
        0 delivery who is delivering my parcel and at what time
        0 delivery The courier says he delivered it but there is nothing here. Where is my package?
        0 delivery Could you look up when my sofa is going to be delivered?
        0 delivery is there a tracking code for order 3321
        0 delivery I'm waiting for my tickets, were they mailed?
        0 delivery Have you sent out my books yet?
        0 delivery Shipment 00-4471: where is it at the moment?
        0 delivery Good morning, I'd like to know where my delivery is.
        0 delivery My mother's gift was ordered on the 4th. Will it be there by the 10th?
        0 delivery only half of my order came, when will the rest be here
        0 delivery Just wanted to know how my order is coming along.
        0 delivery order update please
        0 delivery eta on my package?
        0 delivery any update?? ordered on the 1st
        0 delivery Can I see where the delivery van is?
        0 delivery My parcel is at customs, when will it be released?
        0 delivery My order has been out for delivery since yesterday morning.
        0 delivery I paid on Friday. Have you packed the order?
        0 delivery wheres my stuff
        0 delivery ordered a rug 6 days ago and havent heard anything
        0 delivery Has the replacement for my broken lamp been sent out?
        0 ordering Did you receive my order?
        0 ordering Was my order confirmed? I got no email.
        0 ordering What stage is my custom order in?
        0 ordering Is my preorder still on schedule?
        0 ordering When will my order be ready to collect?
        0 ordering Can you confirm that order 6120 went through?
        0 delivery I'd like an estimate for the arrival of my purchase.
        0 delivery Do you know if my package got lost?
        - delivery Still nothing here after three weeks! Where is my order?
        - delivery I'm getting impatient, when is my parcel finally coming?
        0 delivery Which post office is my package at?
        0 delivery Could you please trace my parcel?
        0 delivery Hi there, has the package been handed to the carrier already?
        0 delivery My order shows as shipped but the tracking page is empty.
        0 delivery status?
        0 delivery has it shipped
        """
}
