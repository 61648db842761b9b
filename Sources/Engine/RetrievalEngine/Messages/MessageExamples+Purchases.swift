extension MessageExamples {
    /// What people say who want to buy.
    static let purchases = """
        0 ordering I want to buy this.
        0 ordering I'd like to order two of the black ones.
        0 ordering How can I buy this?
        0 ordering can i order it here in the chat
        0 ordering I would like to place an order.
        0 ordering I'll take it.
        0 ordering Please send me three packs.
        0 ordering I want one in red, size L.
        0 ordering We would like to order 50 pieces for our office.
        0 ordering i need 2 tickets for tomorrow night
        0 ordering I'm looking to buy a sofa.
        0 ordering Where can I order the cookbook?
        0 ordering I want to purchase a gift voucher for my sister.
        0 ordering put it in my cart please
        0 ordering Can you set one aside for me? I want to buy it.
        0 ordering I'd like to reserve a room for two nights.
        0 ordering book me a table for four
        0 ordering I am interested in buying a new bike.
        0 ordering Could I buy the display model?
        0 ordering I'd like to reorder the coffee I bought in March.
        0 ordering same again please, two boxes
        0 ordering Hi, I want to get a new laptop, something around 800 dollars.
        0 ordering I need a present for my wife, what would you sell me?
        0 ordering Do you sell spare parts? I would like to buy a new lid.
        0 ordering I'd buy five if you gave me a better price.
        0 ordering Can you give me a quote for a hundred t-shirts?
        0 ordering We plan to buy several machines, please make us an offer.
        0 ordering One margherita and two lemonades to take away, please.
        0 ordering I'd like to have the chicken curry with rice.
        0 ordering gimme a large fries and a burger
        0 ordering I wish to buy the painting you showed on Instagram.
        0 ordering is it in stock? i'd like to order it right now
        0 ordering I want to pre-order the album.
        0 ordering How do I complete my purchase?
        0 ordering i wanna order but dont know how
        0 ordering Add two more bottles to my order.
        0 ordering Add a bag of rice to my shopping basket, please.
        0 ordering Please order the part for me.
        0 ordering I'm going to take the bigger one.
        0 ordering We'll take six chairs and the table.
        0 ordering i would like to get the starter kit
        0 ordering Can I get ten metres of the blue fabric?
        0 ordering I've decided to buy the camera.
        0 ordering Ready to buy. What's next?
        0 ordering Let's do it, I'll order the big package.
        0 ordering how can i purchase a licence
        0 ordering I want to buy in bulk for my café.
        0 ordering I would like to buy the house brand shampoo, four bottles.
        0 ordering Which phone should I buy? I want to order one today.
        0 ordering I'm shopping for a winter coat.
        0 billing How can I pay for my order now?
        0 billing Send me a link so that I can pay.
        0 billing I want to pay by card for two lamps.
        0 billing please bill my company for the order
        0 billing I'd like to pay for the course in advance.
        0 account I would like to subscribe to the basic plan.
        0 account I want to upgrade my plan.
        0 account i want to join as a premium member
        0 account Please renew my subscription for another year.
        0 account We need five more user licences.
        0 ordering Could I still order today and get it on Thursday?
        0 ordering Can I buy one without the box?
        + ordering The blue dress is gorgeous, I want to order it!
        + ordering Love your bags, I'd like to buy one.
        0 ordering Sell me the green one.
        0 ordering I'd like to try your sample set, how do I order?
        0 ordering enrol me in the baking course please
        """
}
